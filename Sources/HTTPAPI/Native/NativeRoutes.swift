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
            do {
                let (caller, _) = try await services.authenticator.caller(of: request, bodyLimit: 0)
                return try await task(ID(try context.parameters.require("id")), for: caller)
            } catch let refusal as AuthenticationRefusal {
                context.log(refusal)
                return Problem(status: .unauthorized, code: "unauthorized", detail: refusal.message).response()
            } catch let failure as Failure {
                context.log(failure)
                return Problem(failure).response()
            }
        }
    }

    private func task(_ id: ID<RenderTask>, for caller: Caller) async throws -> Response {
        guard let task = try await services.catalogue.task(id, in: caller.project) else {
            throw Failure(.caller, .taskNotFound, "There is no such task.")
        }
        let pictures = try await services.catalogue.pictures(of: id, offset: 0, limit: .max)
        return JSONBody.response(.ok, TaskShape(task, pictures: pictures.items, addresses: services.addresses))
    }
}
