// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Logging
import UseCases

/// Lets the refusal of bad credentials wait, the longer the more of them there were lately.
///
/// It stands behind the check, so that nothing that holds ever waits.
struct SlowRefusals: RouterMiddleware {
    let pace: RefusalPace
    let proxies: TrustedProxies

    func handle(
        _ request: Request,
        context: AppContext,
        next: @concurrent (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        do {
            let response = try await next(request, context)
            if response.status == .unauthorized, let shown = ShownCredential(request) {
                try await wait(shown, request, context)
            }
            return response
        } catch let refusal as UploadSignature.Refusal where refusal != .expired {
            // An address that has expired was signed by this server: that is nobody's guess.
            try await wait(ShownCredential(addressOf: request), request, context)
            throw refusal
        }
    }

    private func wait(_ shown: ShownCredential, _ request: Request, _ context: AppContext) async throws {
        let forwarded = HTTPField.Name("X-Forwarded-For").map { request.headers[values: $0] } ?? []
        let client = context.peer.map { proxies.client(behind: $0, forwarded: forwarded) }
        let wait = pace.refuse([shown.name] + (client.map { ["from \($0.network)"] } ?? []))
        guard wait > .zero else { return }
        context.logger.notice("refusal waits", metadata: ["for": "\(wait)"])
        try await Task.sleep(for: wait)
    }
}

/// What a request shows to be let in: the name in it, nothing that is secret.
struct ShownCredential {
    /// Tells keys apart; whatever has no name is one.
    let name: String

    /// Requests that bring their credential in the body.
    private static let signIns = ["/v3/auth/tokens", "/koodrive/ose/v1/session", "/koodrive/ose/v1/auth/refreshToken"]

    /// What `request` shows; `nil` when it shows nothing: that is no guess.
    init?(_ request: Request) {
        let headers = ["X-Auth-Token", "x-session-id"].compactMap { HTTPField.Name($0) }
        if let authorization = request.headers[.authorization], !authorization.isEmpty {
            let key =
                (try? SignatureAuthorization(parsing: authorization).accessKey)
                ?? (try? SignatureAuthorization(parsing: authorization, scheme: .application).accessKey)
            name = key.map { "key \($0)" } ?? "token"
        } else if headers.contains(where: { request.headers[$0]?.isEmpty == false }) {
            name = "token"
        } else if request.method == .post, Self.signIns.contains(request.uri.path) {
            name = "sign-in"
        } else {
            return nil
        }
    }

    /// The key that a signed address says it was signed with.
    init(addressOf request: Request) {
        let label = RawQuery(target: request.head.path ?? "")["AWSAccessKeyId"] ?? ""
        name = "address \(label.prefix(64))"
    }
}
