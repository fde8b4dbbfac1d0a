// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Hummingbird
import Model
import NIOCore
import UseCases

extension KooDriveRoutes {
    private struct SessionAnswer: Encodable {
        var accessToken: String
        /// Seconds.
        var expiresIn: Int64
        var userId: String
        var userName: String
    }

    /// Opens a session with a token that the operator issued.
    @Sendable func openSession(_ body: ByteBuffer, _ speech: KooDriveSpeech) async throws -> Response {
        struct Shape: Decodable {
            var code: Filled
        }
        let code = try KooDriveRequest.decode(Shape.self, from: body).code.text
        guard let text = KooDriveToken.text(in: code), let session = try await services.accounts.session(text) else {
            throw KooDriveError.unauthorized
        }
        return speech.answer(answer(session))
    }

    /// Lets the caller's token live on.
    @Sendable func refreshSession(_ request: KooDriveRequest) async throws -> Response {
        guard let shown = request.caller.session, let session = try await services.accounts.refresh(shown.text) else {
            throw KooDriveError.unauthorized
        }
        return request.speech.answer(answer(session))
    }

    /// Ends the caller's token.
    @Sendable func endSession(_ request: KooDriveRequest) async throws -> Response {
        guard let session = request.caller.session, try await services.accounts.end(session) else {
            throw KooDriveError.unauthorized
        }
        return request.speech.success()
    }

    /// The carriers' way to let a token live on: it is its own refresh token.
    @Sendable func refreshToken(_ body: ByteBuffer, _ speech: KooDriveSpeech) async throws -> Response {
        struct Shape: Decodable {
            var refreshToken: Filled
        }
        struct Info: Encodable {
            var accessToken: String
            var expiresIn: Int64
            var issuedAt: String
            var refreshToken: String
        }
        struct Body: Encodable {
            var data: [String: Info]
        }
        let given = try KooDriveRequest.decode(Shape.self, from: body).refreshToken.text
        guard let text = KooDriveToken.text(in: given), let session = try await services.accounts.refresh(text) else {
            throw KooDriveError.unauthorized
        }
        let info = Info(
            accessToken: "Bearer \(text)",
            expiresIn: secondsLeft(session),
            issuedAt: KooDriveTime.text(services.surroundings.now()),
            refreshToken: text
        )
        return speech.answer(Body(data: ["sessionInfo": info]))
    }

    private func answer(_ session: Session) -> SessionAnswer {
        SessionAnswer(
            accessToken: "Bearer \(session.text)",
            expiresIn: secondsLeft(session),
            userId: session.user.id.text,
            userName: session.user.name
        )
    }

    private func secondsLeft(_ session: Session) -> Int64 {
        Int64(session.token.expires.timeIntervalSince(services.surroundings.now()).rounded(.down))
    }
}
