// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
package import Model

/// A token of a user, at work.
package struct Session: Sendable {
    package var user: User
    package var token: AccessToken
    /// The token as it was shown.
    package var text: String
}

extension Accounts {
    /// The session that a token stands for; `nil` when it is unknown, past its time, or not a user's.
    package func session(_ text: String) async throws -> Session? {
        guard let token = try await token(text), !isExpired(token), let id = token.user,
            let user = try await catalogue.user(id)
        else { return nil }
        return Session(user: user, token: token, text: text)
    }

    /// The session of a token, which from now on lives as long as a new one; `nil` as for ``session(_:)``.
    package func refresh(_ text: String) async throws -> Session? {
        guard var session = try await session(text) else { return nil }
        let now = surroundings.now()
        // Tokens that were made for longer keep their end.
        session.token.expires = max(session.token.expires, now.addingTimeInterval(Self.tokenLifetime))
        let isThere = try await catalogue.extendToken(
            digest: session.token.digest,
            until: session.token.expires,
            now: now
        )
        return isThere ? session : nil
    }

    /// Ends a token; false when it was unknown.
    package func end(_ session: Session) async throws -> Bool {
        try await catalogue.deleteTokens(digestPrefix: session.token.digest) > 0
    }
}
