// SPDX-License-Identifier: Apache-2.0

package import Foundation
import GRDB

/// The data folder of a server, read past the server: its tables and its files.
package struct DataFolder {
    private let catalogue: DatabaseQueue
    package let storage: URL

    package init(_ server: ServerProcess, storage: URL? = nil) throws {
        var configuration = Configuration()
        // The server writes too.
        configuration.busyMode = .timeout(10)
        let path = server.data.appending(path: "catalogue.sqlite").path
        catalogue = try DatabaseQueue(path: path, configuration: configuration)
        self.storage = storage ?? server.data.appending(path: "storage")
    }

    /// The first column of a query's rows, as text.
    package func texts(_ query: String, _ arguments: [String] = []) throws -> [String] {
        try catalogue.read { try String.fetchAll($0, sql: query, arguments: StatementArguments(arguments)) }
    }

    /// The one number that a query gives.
    package func number(_ query: String, _ arguments: [String] = []) throws -> Int {
        try catalogue.read { try Int.fetchOne($0, sql: query, arguments: StatementArguments(arguments)) } ?? 0
    }

    /// Changes rows behind the server's back.
    package func execute(_ statement: String, _ arguments: [String] = []) throws {
        try catalogue.write { try $0.execute(sql: statement, arguments: StatementArguments(arguments)) }
    }

    /// The blobs that rows refer to, each with the size that its row tells.
    package func referenced() throws -> [String: Int] {
        let query = """
            SELECT blob, size FROM file UNION SELECT blob, size FROM part UNION SELECT blob, size FROM picture
                UNION SELECT blob, size FROM content
            """
        return try catalogue.read { database in
            let rows = try Row.fetchAll(database, sql: query)
            return Dictionary(uniqueKeysWithValues: rows.map { ($0["blob"], $0["size"]) })
        }
    }

    /// The committed blobs, each with its size.
    package func blobs() throws -> [String: Int] {
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
    package func staging() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: storage.appending(path: "staging").path)
    }

    /// Whether the catalogue is sound.
    package func isSound() throws -> Bool {
        try texts("PRAGMA integrity_check") == ["ok"] && texts("SELECT \"table\" FROM pragma_foreign_key_check") == []
    }
}
