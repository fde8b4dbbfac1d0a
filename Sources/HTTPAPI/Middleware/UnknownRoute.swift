// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Logging
import Model

/// Answers what no route answered, in the shape of the dialect that was spoken to.
struct UnknownRoute: RouterMiddleware {
    func handle(
        _ request: Request,
        context: AppContext,
        next: @concurrent (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        do {
            // SQLite ends texts at NUL, so that one id could stand for another.
            guard request.head.path?.contains("%00") == false else { throw HTTPError(.badRequest) }
            return try await next(request, context)
        } catch let error as any HTTPResponseError where error.status == .notFound {
            return unknown(request, context)
        } catch let error as any HTTPResponseError {
            return VODError(status: error.status, code: "APIGW.0201", message: "Bad request.")
                .response(requestID: context.requestID)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            return failed(request, context)
        }
    }

    private func unknown(_ request: Request, _ context: AppContext) -> Response {
        if request.uri.path.hasPrefix(NativeRoutes.prefix) { return Problem.noSuchRoute.response() }
        if request.uri.path.hasPrefix(ObjectName.prefix) {
            return ObjectError.noSuchKey.response(requestID: context.requestID)
        }
        return VODError.noSuchAPI.response(requestID: context.requestID)
    }

    private func failed(_ request: Request, _ context: AppContext) -> Response {
        let failure = Failure(.transient, .internalError, "Internal error.")
        if request.uri.path.hasPrefix(NativeRoutes.prefix) { return Problem(failure).response() }
        if request.uri.path.hasPrefix(ObjectName.prefix) {
            return ObjectError(failure).response(requestID: context.requestID)
        }
        return VODError(failure, absent: .badRequest).response(requestID: context.requestID)
    }
}
