// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import Model
import NIOCore
import UseCases

/// Finds out who sends a request, by its signature or its token (contract 5).
struct Authenticator: Sendable {
    private static let token = HTTPField.Name("X-Auth-Token")

    let accounts: Accounts
    let now: @Sendable () -> Date

    /// The caller.
    ///
    /// A signature decides when there is one, also beside a token (contract 5).
    ///
    /// - Throws: ``AuthenticationRefusal``.
    func caller(of request: Request, body: ByteBuffer) async throws -> Caller {
        if RequestSignature.isMeant(by: request.headers[.authorization] ?? "") {
            return try await signer(of: request, body: body)
        }
        guard let text = Self.token.flatMap({ request.headers[$0] }), !text.isEmpty else {
            throw AuthenticationRefusal("x-auth-token not found")
        }
        guard let token = try await accounts.token(text) else { throw AuthenticationRefusal("decrypt token fail") }
        guard !accounts.isExpired(token) else {
            throw AuthenticationRefusal("token expires, expires_at: \(token.expires.formatted(.iso8601))")
        }
        return Caller(project: token.project, user: token.user)
    }

    private func signer(of request: Request, body: ByteBuffer) async throws -> Caller {
        var headers = request.headers.map { (name: $0.name.rawName, value: $0.value) }
        if let host = request.head.authority { headers.append((name: "Host", value: host)) }
        let signed = SignedRequest(
            method: request.method.rawValue,
            target: request.head.path ?? "",
            headers: headers,
            body: body
        )
        do {
            let id = try RequestSignature.accessKey(of: signed)
            guard let key = try await accounts.secret(of: ID(id)) else { throw SignatureRefusal.unknownKey(id) }
            let verified = try RequestSignature.verify(
                signed,
                secret: SymmetricKey(data: Data(key.secret.utf8)),
                now: now()
            )
            guard verified.coversBody else { throw AuthenticationRefusal("verify aksk signature fail") }
            return Caller(project: key.project, user: nil)
        } catch let refusal as SignatureRefusal {
            throw AuthenticationRefusal(code: refusal.code, message: refusal.message)
        }
    }
}

/// Why a caller is not let in, as the API gateway says it; always 401 (contract 6.2).
struct AuthenticationRefusal: Error {
    var code: String
    var message: String

    init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    /// - Parameter reason: What follows the gateway's fixed text.
    init(_ reason: String) {
        self.init(code: "APIGW.0301", message: "Incorrect IAM authentication information: \(reason)")
    }
}
