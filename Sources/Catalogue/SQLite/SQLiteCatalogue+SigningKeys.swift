// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import GRDB
package import Model

extension SQLiteCatalogue {
    package func rotateSigningKey(to key: SigningKey, endingOthers end: Date) async throws {
        try await write { database in
            let earlier: SQL = "ends IS NULL OR ends > \(end.milliseconds)"
            try database.run("UPDATE signingKey SET ends = \(end.milliseconds) WHERE \(earlier)")
            try database.run("DELETE FROM signingKey WHERE ends <= \(key.created.milliseconds)")
            let columns: Database.Columns = [
                ("id", key.id.text), ("sealedSecret", key.sealedSecret), ("created", key.created.milliseconds),
                ("ends", key.ends?.milliseconds),
            ]
            try database.insert(into: "signingKey", columns)
        }
    }

    package func signingKeys() async throws -> [SigningKey] {
        try await read { database in
            try database.rows("SELECT * FROM signingKey ORDER BY created, id").map(SigningKey.init(row:))
        }
    }
}

extension SigningKey {
    fileprivate init(row: Row) {
        self.init(
            id: row.id("id"),
            sealedSecret: row["sealedSecret"],
            created: row.date("created"),
            ends: row.date(ifAny: "ends")
        )
    }
}
