// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// Takes the body off every answer to HEAD, errors included: the next answer on the connection would be read as it.
struct HeadAnswers: RouterMiddleware {
    func handle(
        _ request: Request,
        context: AppContext,
        next: @concurrent (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        return request.method == .head ? response.createHeadResponse() : response
    }
}
