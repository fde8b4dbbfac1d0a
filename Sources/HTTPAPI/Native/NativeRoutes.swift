// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Hummingbird
import Model

/// The native surface: what VOD cannot say.
struct NativeRoutes: Sendable {
    static let prefix = "/api/v1/"

    let services: Services

    func register(on router: Router<AppContext>) {
        router.get("\(Self.prefix)tasks/:id") { request, context in
            try await answering(context) {
                let (caller, _) = try await caller(of: request, context, signedBodyLimit: 0)
                try await services.rates.admit(caller.project, to: "GET \(Self.prefix)tasks")
                return try await task(ID(try context.parameters.require("id")), for: caller)
            }
        }
        ThumbnailRoute(services: services, native: self).register(on: router)
    }

    /// Who calls, in the ways of VOD or of KooDrive; and the body, not read yet unless a signature covers it.
    ///
    /// - Parameter limit: Most bytes of a signed body.
    func caller(
        of request: Request,
        _ context: AppContext,
        signedBodyLimit limit: Int
    ) async throws -> (caller: Caller, body: RequestBody) {
        let authorization = request.headers[.authorization] ?? ""
        guard AppSignature.isMeant(by: authorization) else {
            return try await services.authenticator.streamingCaller(of: request, signedBodyLimit: limit)
        }
        let (caller, body) = try await KooDriveAuthenticator(services: services, context: context).caller(
            of: request,
            showing: authorization,
            acceptsApplications: true,
            bodyLimit: limit
        )
        return (Caller(project: caller.user.project, user: caller.user.id), RequestBody(buffer: body))
    }

    /// Runs `body`, and tells what it throws as a problem.
    func answering(_ context: AppContext, _ body: () async throws -> Response) async throws -> Response {
        do {
            return try await body()
        } catch let refusal as AuthenticationRefusal {
            context.log(refusal)
            return Problem(status: .unauthorized, code: "unauthorized", detail: refusal.message).response()
        } catch let problem as Problem {
            return problem.response()
        } catch let failure as Failure {
            context.log(failure)
            return Problem(failure).response()
        } catch let error as KooDriveError where error.status == .unauthorized {
            let detail = "The application's signature does not hold."
            return Problem(status: .unauthorized, code: "unauthorized", detail: detail).response()
        } catch let error where error is VODError || error is KooDriveError {
            let detail = "The body is too large."
            return Problem(status: .contentTooLarge, code: "limit_exceeded", detail: detail).response()
        }
    }

    private func task(_ id: ID<RenderTask>, for caller: Caller) async throws -> Response {
        guard let task = try await services.catalogue.task(id, in: caller.project) else {
            throw Failure(.caller, .taskNotFound, "There is no such task.")
        }
        return JSONBody.response(.ok, try await shape(of: task))
    }

    /// All that is told of a task.
    func shape(of task: RenderTask) async throws -> TaskShape {
        let pictures = try await services.catalogue.pictures(of: task.id, offset: 0, limit: .max)
        var media: MediaInfo?
        if let content = task.content {
            media = try await services.catalogue.content(content, in: task.project)?.media
        }
        return TaskShape(task, media: media, pictures: pictures.items, addresses: services.addresses)
    }
}
