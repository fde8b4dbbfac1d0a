// SPDX-License-Identifier: Apache-2.0

import Foundation

extension ServerProcess {
    /// A client of a new user, with a token of their own.
    package func driveClient(_ name: String, of project: String) throws -> KooDriveClient {
        struct User: Decodable {
            var user_id: String
            var container_id: String
        }
        struct Token: Decodable {
            var token: String
        }
        let user = try command("users", "create", "--name", name, "--project", project, "--json")
        let made = try JSONDecoder().decode(User.self, from: Data(user.utf8))
        let token = try command("tokens", "create", "--user", made.user_id, "--json")
        let value = try JSONDecoder().decode(Token.self, from: Data(token.utf8)).token
        return KooDriveClient(
            base: base,
            user: made.user_id,
            container: made.container_id,
            credential: .header("Bearer \(value)")
        )
    }
}
