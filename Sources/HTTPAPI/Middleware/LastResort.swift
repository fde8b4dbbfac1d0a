// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Logging
import Model

/// Answers what no route answered, in the shape of the dialect that was spoken to.
struct LastResort: RouterMiddleware {
    /// Whether KooDrive's `code` is a text.
    let codeAsString: Bool

    func handle(
        _ request: Request,
        context: AppContext,
        next: @concurrent (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        do {
            // SQLite ends texts at NUL, so that one id could stand for another.
            guard request.head.path?.contains("%00") == false else { throw HTTPError(.badRequest) }
            return try await next(request, context)
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as TooManyRequests {
            return throttled(request, context, error)
        } catch let refusal as UploadSignature.Refusal {
            return ObjectError(refusal).response(requestID: context.requestID)
        } catch let error as any HTTPResponseError {
            return refused(request, context, with: error.status)
        } catch let failure as Failure {
            context.log(failure)
            return failed(request, context, with: failure)
        } catch {
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            return failed(request, context, with: Failure(.transient, .internalError, "Internal error."))
        }
    }

    /// The framework could not make sense of the request, or no route has its path.
    private func refused(_ request: Request, _ context: AppContext, with status: HTTPResponse.Status) -> Response {
        let isUnknown = status == .notFound
        switch Dialect(of: request) {
        case .native:
            return isUnknown
                ? Problem.noSuchRoute.response()
                : Problem(status: status, code: "bad_request", detail: "The request cannot be read.").response()
        case .objects:
            let error =
                isUnknown ? .noSuchKey : ObjectError(status, "InvalidRequest", "The request cannot be read.")
            return error.response(requestID: context.requestID)
        case .koodrive:
            let error = isUnknown ? .noSuchAPI : KooDriveError(.badRequest)
            return KooDriveSpeech(request, context, codeAsString: codeAsString).answer(error)
        case .iam where !isUnknown:
            return IAMError(status, "The request cannot be read.").response()
        case .iam, .vod:
            let error = isUnknown ? .noSuchAPI : VODError(status: status, code: "APIGW.0201", message: "Bad request.")
            return error.response(requestID: context.requestID)
        }
    }

    /// The caller has to wait.
    private func throttled(_ request: Request, _ context: AppContext, _ error: TooManyRequests) -> Response {
        var response =
            switch Dialect(of: request) {
            case .native: Problem.tooManyRequests.response()
            case .objects: ObjectError.tooManyRequests.response(requestID: context.requestID)
            case .koodrive: KooDriveSpeech(request, context, codeAsString: codeAsString).answer(.tooManyRequests)
            case .iam: IAMError(.tooManyRequests, "The throttling threshold has been reached.").response()
            case .vod: VODError.tooManyRequests.response(requestID: context.requestID)
            }
        response.headers[.retryAfter] = "\(error.retryAfter)"
        return response
    }

    private func failed(_ request: Request, _ context: AppContext, with failure: Failure) -> Response {
        switch Dialect(of: request) {
        case .native: Problem(failure).response()
        case .objects: ObjectError(failure).response(requestID: context.requestID)
        case .koodrive:
            KooDriveSpeech(request, context, codeAsString: codeAsString).answer(KooDriveError(failure))
        case .iam, .vod: VODError(failure, refused: .badRequest).response(requestID: context.requestID)
        }
    }

    /// Whose errors a path's clients can read.
    private enum Dialect {
        case native, koodrive, objects, iam, vod

        init(of request: Request) {
            if request.uri.path.hasPrefix(NativeRoutes.prefix) {
                self = .native
            } else if request.uri.path.hasPrefix(KooDriveRoutes.prefix) {
                self = .koodrive
            } else if [ObjectName.prefix, DriveAddress.prefix].contains(where: request.uri.path.hasPrefix) {
                self = .objects
            } else if request.uri.path.hasPrefix(IAMRoutes.prefix) {
                self = .iam
            } else {
                self = .vod
            }
        }
    }
}
