// SPDX-License-Identifier: Apache-2.0

import GRDB
package import Model

extension SQLiteCatalogue {
    package func insert(_ application: Application) async throws {
        try await write { database in
            let columns: Database.Columns = [
                ("id", application.id.text), ("name", application.name), ("sealedSecret", application.sealedSecret),
                ("created", application.created.milliseconds),
            ]
            try database.insert(into: "application", columns)
        }
    }

    package func application(_ id: ID<Application>) async throws -> Application? {
        try lookUp { database in
            try database.row("SELECT * FROM application WHERE id = \(id.text)").map(Application.init(row:))
        }
    }

    package func applications() async throws -> [Application] {
        try await read { database in
            try database.rows("SELECT * FROM application ORDER BY created, id").map(Application.init(row:))
        }
    }

    package func deleteApplication(_ id: ID<Application>) async throws -> Bool {
        try await write { database in try database.run("DELETE FROM application WHERE id = \(id.text)") > 0 }
    }
}

extension Application {
    fileprivate init(row: Row) {
        self.init(
            id: row.id("id"),
            name: row["name"],
            sealedSecret: row["sealedSecret"],
            created: row.date("created")
        )
    }
}
