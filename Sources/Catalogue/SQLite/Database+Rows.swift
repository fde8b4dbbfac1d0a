// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB

extension Database {
    /// A column and what goes into it.
    typealias Columns = [(name: String, value: (any DatabaseValueConvertible)?)]

    func rows(_ query: SQL) throws -> [Row] {
        try Row.fetchAll(cachedStatement(literal: query))
    }

    func row(_ query: SQL) throws -> Row? {
        try Row.fetchOne(cachedStatement(literal: query))
    }

    /// The first column of the first row of a query that always has one, as `count(*)`.
    func count(_ query: SQL) throws -> Int {
        try Int.fetchOne(cachedStatement(literal: query)) ?? 0
    }

    func exists(_ query: SQL) throws -> Bool {
        try count("SELECT EXISTS (\(query))") == 1
    }

    /// The first column of each row.
    func texts(_ query: SQL) throws -> [String] {
        try String.fetchAll(cachedStatement(literal: query))
    }

    /// Runs a change; returns how many rows it touched.
    @discardableResult func run(_ change: SQL) throws -> Int {
        try cachedStatement(literal: change).execute()
        return changesCount
    }

    /// Adds a row to `table`.
    ///
    /// `keys` are columns that form a key: the row that has these values already is updated instead.
    func insert(into table: String, _ columns: Columns, replacing keys: [String] = []) throws {
        let names = columns.map(\.name)
        var sql = "INSERT INTO \(table) (\(names.joined(separator: ", ")))"
        sql += " VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))"
        if !keys.isEmpty {
            let changes = names.filter { !keys.contains($0) }.map { "\($0) = excluded.\($0)" }
            sql += " ON CONFLICT (\(keys.joined(separator: ", "))) DO UPDATE SET \(changes.joined(separator: ", "))"
        }
        try cachedStatement(sql: sql).execute(arguments: StatementArguments(columns.map(\.value)))
    }

    /// Writes `columns` of the row of `table` with that id.
    func update(_ table: String, id: String, _ columns: Columns) throws {
        let changes = columns.map { "\($0.name) = ?" }.joined(separator: ", ")
        try cachedStatement(sql: "UPDATE \(table) SET \(changes) WHERE id = ?")
            .execute(arguments: StatementArguments(columns.map(\.value) + [id]))
    }
}
