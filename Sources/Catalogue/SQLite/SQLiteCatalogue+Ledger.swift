// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import GRDB
package import Model

extension SQLiteCatalogue {
    package func record(_ entry: LedgerEntry) async throws {
        try await write { database in
            try database.requireProject(entry.key.project)
            if entry.cause == .refusal {
                try database.run(
                    """
                    DELETE FROM ledger
                    WHERE \(entry.key.condition) AND +spec = \(entry.spec) AND +cause = \(entry.cause.rawValue)
                    """
                )
            }
            try database.insert(into: "ledger", try entry.columns())
        }
    }

    package func ledger(of key: LedgerKey) async throws -> [LedgerEntry] {
        try lookUp { database in try database.rows(Self.ledgerQuery(of: key)).map(LedgerEntry.init(row:)) }
    }

    package func ledger(withRefusals: Bool) async throws -> [LedgerEntry] {
        try await read { database in
            try database.rows(Self.ledgerQuery(withRefusals: withRefusals)).map(LedgerEntry.init(row:))
        }
    }

    package func ledgerEntry(_ id: ID<LedgerEntry>) async throws -> LedgerEntry? {
        try lookUp { database in
            try database.row("SELECT * FROM ledger WHERE id = \(id.text)").map(LedgerEntry.init(row:))
        }
    }

    package func forget(_ entries: [ID<LedgerEntry>]) async throws -> Int {
        try await write { database in
            let list = try JSON.list(entries)
            return try database.run("DELETE FROM ledger WHERE id IN (SELECT value FROM json_each(\(list)))")
        }
    }

    package func forgetLedger(of key: LedgerKey) async throws -> Int {
        try await write { database in try database.run("DELETE FROM ledger WHERE \(key.condition)") }
    }

    package func forgetLedger() async throws -> Int {
        try await write { database in try database.run("DELETE FROM ledger WHERE true") }
    }

    package func deleteLedgerEntries(before date: Date, limit: Int) async throws -> Int {
        try await write { database in
            let entries = Self.ledgerEntries(before: date, limit: limit)
            return try database.run("DELETE FROM ledger WHERE id IN (\(entries))")
        }
    }

    package func note(sha256: String, of blob: BlobKey) async throws {
        _ = try await write { database in
            try database.run("UPDATE file SET sha256 = \(sha256) WHERE blob = \(blob.text)")
        }
    }

    static func ledgerQuery(of key: LedgerKey) -> SQL {
        "SELECT * FROM ledger WHERE \(key.condition) ORDER BY date, id"
    }

    static func ledgerQuery(withRefusals: Bool) -> SQL {
        withRefusals
            ? "SELECT * FROM ledger ORDER BY date, id"
            : "SELECT * FROM ledger WHERE cause <> 'refusal' ORDER BY date, id"
    }

    static func ledgerEntries(before date: Date, limit: Int) -> SQL {
        "SELECT id FROM ledger WHERE date < \(date.milliseconds) ORDER BY date, id LIMIT \(limit)"
    }
}

extension LedgerKey {
    /// Holds for the entries of the content.
    fileprivate var condition: SQL { "project = \(project.text) AND sha256 = \(sha256)" }
}

extension LedgerEntry {
    fileprivate init(row: Row) throws {
        self.init(
            id: row.id("id"),
            key: LedgerKey(project: row.id("project"), sha256: row["sha256"]),
            spec: row["spec"],
            renderers: try row.json("renderers"),
            engine: row["engine"],
            cause: try row.choice("cause"),
            isOfContent: row["isOfContent"],
            failure: try row.json("failure"),
            media: try row.json(ifAny: "media"),
            task: row.id("task"),
            date: row.date("date")
        )
    }

    fileprivate func columns() throws -> Database.Columns {
        [
            ("id", id.text), ("project", key.project.text), ("sha256", key.sha256), ("spec", spec),
            ("renderers", try JSON.text(renderers)), ("engine", engine), ("cause", cause.rawValue),
            ("isOfContent", isOfContent), ("failure", try JSON.text(failure)), ("media", try JSON.text(ifAny: media)),
            ("task", task.text), ("date", date.milliseconds),
        ]
    }
}
