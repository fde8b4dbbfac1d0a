// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import GRDB
package import Model

extension SQLiteCatalogue {
    package func insert(_ key: AccessKey) async throws {
        try await write { database in
            try database.requireProject(key.project)
            let columns: Database.Columns = [
                ("id", key.id.text), ("project", key.project.text), ("sealedSecret", key.sealedSecret),
                ("created", key.created.milliseconds),
            ]
            try database.insert(into: "accessKey", columns)
        }
    }

    package func accessKey(_ id: ID<AccessKey>) async throws -> AccessKey? {
        try lookUp { database in
            try database.row("SELECT * FROM accessKey WHERE id = \(id.text)").map(AccessKey.init(row:))
        }
    }

    package func accessKeys() async throws -> [AccessKey] {
        try await read { database in
            try database.rows("SELECT * FROM accessKey ORDER BY created, id").map(AccessKey.init(row:))
        }
    }

    package func deleteAccessKey(_ id: ID<AccessKey>) async throws -> Bool {
        try await write { database in try database.run("DELETE FROM accessKey WHERE id = \(id.text)") > 0 }
    }

    package func insert(_ token: AccessToken) async throws {
        try await write { database in
            try database.requireProject(token.project)
            let columns: Database.Columns = [
                ("digest", token.digest), ("project", token.project.text), ("user", token.user?.text),
                ("created", token.created.milliseconds), ("expires", token.expires.milliseconds),
            ]
            try database.insert(into: "token", columns)
        }
    }

    package func token(digest: String) async throws -> AccessToken? {
        try lookUp { database in
            try database.row("SELECT * FROM token WHERE digest = \(digest)").map(AccessToken.init(row:))
        }
    }

    package func extendToken(digest: String, until expires: Date, now: Date) async throws -> Bool {
        try await write { database in
            let change: SQL = "UPDATE token SET expires = \(expires.milliseconds)"
            return try database.run("\(change) WHERE digest = \(digest) AND expires > \(now.milliseconds)") > 0
        }
    }

    package func tokens() async throws -> [AccessToken] {
        try await read { database in
            try database.rows("SELECT * FROM token ORDER BY created, digest").map(AccessToken.init(row:))
        }
    }

    package func deleteTokens(digestPrefix prefix: String) async throws -> Int {
        try await write { database in
            try database.run("DELETE FROM token WHERE substr(digest, 1, length(\(prefix))) = \(prefix)")
        }
    }

    package func deleteTokens(expiredBefore date: Date) async throws -> Int {
        try await write { database in
            try database.run("DELETE FROM token WHERE expires < \(date.milliseconds)")
        }
    }
}

extension AccessKey {
    fileprivate init(row: Row) {
        self.init(
            id: row.id("id"),
            project: row.id("project"),
            sealedSecret: row["sealedSecret"],
            created: row.date("created")
        )
    }
}

extension AccessToken {
    fileprivate init(row: Row) {
        let user: String? = row["user"]
        self.init(
            digest: row["digest"],
            project: row.id("project"),
            user: user.map { ID($0) },
            created: row.date("created"),
            expires: row.date("expires")
        )
    }
}
