// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TestSupport

/// The data folder of a server, read past the server: its tables and its files.
struct DataFolder {
    let catalogue: DatabaseQueue
    let storage: URL

    init(_ server: ServerProcess, storage: URL? = nil) throws {
        catalogue = try DatabaseQueue(path: server.data.appending(path: "catalogue.sqlite").path)
        self.storage = storage ?? server.data.appending(path: "storage")
    }

    /// The first column of a query's rows, as text.
    func texts(_ query: String, _ arguments: [String] = []) throws -> [String] {
        try catalogue.read { try String.fetchAll($0, sql: query, arguments: StatementArguments(arguments)) }
    }

    /// The one number that a query gives.
    func number(_ query: String, _ arguments: [String] = []) throws -> Int {
        try catalogue.read { try Int.fetchOne($0, sql: query, arguments: StatementArguments(arguments)) } ?? 0
    }

    /// Changes rows behind the server's back.
    func execute(_ statement: String, _ arguments: [String] = []) throws {
        try catalogue.write { try $0.execute(sql: statement, arguments: StatementArguments(arguments)) }
    }

    /// The blobs that rows refer to, each with the size that its row tells.
    func referenced() throws -> [String: Int] {
        let query = """
            SELECT blob, size FROM file UNION SELECT blob, size FROM part UNION SELECT blob, size FROM picture
            """
        return try catalogue.read { database in
            let rows = try Row.fetchAll(database, sql: query)
            return Dictionary(uniqueKeysWithValues: rows.map { ($0["blob"], $0["size"]) })
        }
    }

    /// The committed blobs, each with its size.
    func blobs() throws -> [String: Int] {
        let root = storage.appending(path: "blobs")
        var blobs: [String: Int] = [:]
        for shard in try FileManager.default.contentsOfDirectory(atPath: root.path) {
            let folder = root.appending(path: shard)
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                // One that goes away meanwhile is not there.
                let attributes = try? FileManager.default.attributesOfItem(atPath: folder.appending(path: name).path)
                if let size = attributes?[.size] as? Int { blobs[name] = size }
            }
        }
        return blobs
    }

    /// The files that are being written.
    func staging() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: storage.appending(path: "staging").path)
    }

    /// Whether the catalogue is sound.
    func isSound() throws -> Bool {
        try texts("PRAGMA integrity_check") == ["ok"] && texts("SELECT \"table\" FROM pragma_foreign_key_check") == []
    }
}
