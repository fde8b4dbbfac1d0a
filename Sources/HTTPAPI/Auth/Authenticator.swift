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
    let bodies: RequestBodies
    let now: @Sendable () -> Date

    /// The caller, and the body of the request.
    ///
    /// A large body is read only for a token that holds or a key that exists.
    ///
    /// A signature decides when there is one, also beside a token (contract 5).
    ///
    /// - Parameter limit: Most bytes of the body.
    /// - Throws: ``AuthenticationRefusal``, ``VODError/bodyTooLarge``.
    func caller(of request: Request, bodyLimit limit: Int) async throws -> (caller: Caller, body: ByteBuffer) {
        let request = try await bodies.collectingSmall(request, atMost: limit)
        guard RequestSignature.isMeant(by: request.headers[.authorization] ?? "") else {
            let caller = try await holder(of: Self.token.flatMap { request.headers[$0] })
            return (caller, try await bodies.collect(request, atMost: limit))
        }
        return try await signer(of: request, bodyLimit: limit)
    }

    /// The caller of the native surface, which also takes a token in the spellings of KooDrive; and the body, not read yet
    /// unless a signature covers it.
    ///
    /// - Parameter limit: Most bytes of a signed body.
    /// - Throws: ``AuthenticationRefusal``, ``VODError/bodyTooLarge``.
    func streamingCaller(
        of request: Request,
        signedBodyLimit limit: Int
    ) async throws -> (caller: Caller, body: RequestBody) {
        let authorization = request.headers[.authorization] ?? ""
        guard RequestSignature.isMeant(by: authorization) else {
            let token = Self.token.flatMap { request.headers[$0] } ?? KooDriveToken.text(in: authorization)
            return (try await holder(of: token), request.body)
        }
        let (caller, body) = try await signer(of: request, bodyLimit: limit)
        return (caller, RequestBody(buffer: body))
    }

    private func holder(of text: String?) async throws -> Caller {
        guard let text, !text.isEmpty else { throw AuthenticationRefusal("x-auth-token not found") }
        guard let token = try await accounts.token(text) else { throw AuthenticationRefusal("decrypt token fail") }
        guard !accounts.isExpired(token) else {
            throw AuthenticationRefusal("token expires, expires_at: \(token.expires.formatted(.iso8601))")
        }
        return Caller(project: token.project, user: token.user)
    }

    private func signer(of request: Request, bodyLimit limit: Int) async throws -> (caller: Caller, body: ByteBuffer) {
        var signed = SignedRequest(request)
        do {
            let id = try RequestSignature.accessKey(of: signed)
            guard let key = try await accounts.secret(of: ID(id)) else { throw SignatureRefusal.unknownKey(id) }
            signed.body = try await bodies.collect(request, atMost: limit)
            let secret = SymmetricKey(data: Data(key.secret.utf8))
            let verified = try RequestSignature.verify(signed, secret: secret, now: now())
            guard verified.coversBody else { throw AuthenticationRefusal("verify aksk signature fail") }
            return (Caller(project: key.project), signed.body)
        } catch let refusal as SignatureRefusal {
            throw AuthenticationRefusal(code: refusal.code, message: refusal.message, evidence: refusal.evidence)
        }
    }
}

/// Why a caller is not let in, as the API gateway says it; always 401 (contract 6.2).
struct AuthenticationRefusal: Error {
    var code: String
    var message: String
    /// For logs only.
    var evidence: String?

    init(code: String, message: String, evidence: String?) {
        self.code = code
        self.message = message
        self.evidence = evidence
    }

    /// - Parameter reason: What follows the gateway's fixed text.
    init(_ reason: String) {
        self.init(
            code: "APIGW.0301",
            message: "Incorrect IAM authentication information: \(reason)",
            evidence: nil
        )
    }
}
