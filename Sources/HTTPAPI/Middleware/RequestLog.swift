// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Logging

extension HTTPField.Name {
    /// Names a request in answers and in the log (contract 2.1).
    static let requestID = Self(unchecked: "X-Request-Id")
    /// Names the task that a request started, or that made its picture.
    static let taskID = Self(unchecked: "X-Task-Id")

    private init(unchecked name: String) {
        guard let name = Self(name) else { preconditionFailure("\(name) is a header name") }
        self = name
    }
}

/// Tells each client the id of its request, and logs how it was answered.
///
/// Queries stay out of the log: they carry signatures.
struct RequestLog: RouterMiddleware {
    func handle(
        _ request: Request,
        context: AppContext,
        next: @concurrent (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response = try await next(request, context)
        response.headers[.requestID] = context.requestID
        let elapsed = ContinuousClock.now - start
        context.logger.info(
            "request",
            metadata: [
                "method": "\(request.method)", "path": "\(request.uri.path)", "status": "\(response.status.code)",
                "milliseconds":
                    "\(elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000)",
            ]
        )
        return response
    }
}
