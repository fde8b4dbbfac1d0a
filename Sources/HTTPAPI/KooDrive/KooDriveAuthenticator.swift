// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Crypto
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import Model
import NIOCore
import UseCases

/// A user whose credentials hold.
struct DriveCaller: Sendable {
    var user: User
    /// The token that was shown; `nil` for an application that acts for the user.
    var session: Session?
}

/// Finds out who calls the drive, by a token or by an application's signature (contract 5.3, 5.4).
struct KooDriveAuthenticator: Sendable {
    private static let userHeader = HTTPField.Name("X-User-Id")

    let services: Services
    let context: AppContext

    /// The caller, and the body of the request.
    ///
    /// - Parameters:
    ///   - authorization: What the caller shows.
    ///   - acceptsApplications: Sessions do not (contract 5.3).
    ///   - limit: Most bytes of the body.
    /// - Throws: ``KooDriveError`` 401 or 413.
    func caller(
        of request: Request,
        showing authorization: String,
        acceptsApplications: Bool,
        bodyLimit limit: Int
    ) async throws -> (caller: DriveCaller, body: ByteBuffer) {
        let request = try await Self.reading { try await services.bodies.collectingSmall(request, atMost: limit) }
        if AppSignature.isMeant(by: authorization) {
            guard acceptsApplications else { throw KooDriveError.unauthorized }
            return try await signer(of: request, bodyLimit: limit)
        }
        guard let text = KooDriveToken.text(in: authorization),
            let session = try await services.accounts.session(text)
        else { throw KooDriveError.unauthorized }
        if let named = Self.userHeader.flatMap({ request.headers[$0] }), !named.isEmpty {
            guard named == session.user.id.text else { throw KooDriveError.unauthorized }
        }
        return (DriveCaller(user: session.user, session: session), try await body(of: request, atMost: limit))
    }

    /// - Throws: ``KooDriveError``, also for a body that cannot be read.
    func body(of request: Request, atMost limit: Int) async throws -> ByteBuffer {
        try await Self.reading { try await services.bodies.collect(request, atMost: limit) }
    }

    private static func reading<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch is VODError {
            throw KooDriveError.bodyTooLarge
        } catch let error as CancellationError {
            throw error
        } catch {
            // The client has gone, or does not speak HTTP.
            throw KooDriveError(.badRequest)
        }
    }

    private func signer(
        of request: Request,
        bodyLimit limit: Int
    ) async throws -> (caller: DriveCaller, body: ByteBuffer) {
        var signed = SignedRequest(request)
        do {
            let id = try AppSignature.application(of: signed)
            guard let secret = try await services.accounts.applicationSecret(of: ID(id)) else {
                throw SignatureRefusal.failedApp("there is no application \(id)")
            }
            signed.body = try await body(of: request, atMost: limit)
            let key = SymmetricKey(data: Data(secret.utf8))
            let name = try AppSignature.verify(signed, secret: key, now: services.surroundings.now())
            guard let user = try await services.catalogue.user(ID(name)) else {
                throw SignatureRefusal.failedApp("there is no user \(name)")
            }
            return (DriveCaller(user: user, session: nil), signed.body)
        } catch let refusal as SignatureRefusal {
            context.logger.notice("caller refused", metadata: ["evidence": "\(refusal.evidence ?? refusal.message)"])
            throw KooDriveError.unauthorized("APIGW.0303")
        }
    }
}
