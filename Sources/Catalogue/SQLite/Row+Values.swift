// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
import Model

extension Date {
    /// Whole milliseconds since 1970, the nearest; far dates are cut to what a `Double` counts exactly.
    var milliseconds: Int64 {
        let furthest = 9e15
        return Int64(min(max((timeIntervalSince1970 * 1000).rounded(), -furthest), furthest))
    }

    init(milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}

/// Values as JSON text in a column.
enum JSON {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func text(ifAny value: (some Encodable)?) throws -> String? {
        try value.map { value in try text(value) }
    }

    /// A list of texts, to go through with `json_each`: a statement has the same text however many there are.
    static func list<Entity>(_ ids: some Sequence<ID<Entity>>) throws -> String {
        try text(ids.map(\.text))
    }
}

extension Row {
    func id<Entity>(_ column: String) -> ID<Entity> {
        ID(self[column])
    }

    func date(_ column: String) -> Date {
        Date(milliseconds: self[column])
    }

    func date(ifAny column: String) -> Date? {
        let milliseconds: Int64? = self[column]
        return milliseconds.map(Date.init(milliseconds:))
    }

    /// A value of a closed set.
    func choice<Value: RawRepresentable<String>>(_ column: String) throws -> Value {
        let text: String = self[column]
        guard let value = Value(rawValue: text) else { throw UnreadableRow(column: column, value: text) }
        return value
    }

    func json<Value: Decodable>(_ column: String) throws -> Value {
        let text: String = self[column]
        return try decoded(text, column)
    }

    func json<Value: Decodable>(ifAny column: String) throws -> Value? {
        let text: String? = self[column]
        return try text.map { text in try decoded(text, column) }
    }

    private func decoded<Value: Decodable>(_ text: String, _ column: String) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw UnreadableRow(column: column, value: text)
        }
    }
}

extension StoredBlob {
    init(row: Row) {
        self.init(key: row.id("blob"), size: row["size"], md5: row["md5"], mediaType: row["mediaType"])
    }

    var columns: Database.Columns {
        [("blob", key.text), ("size", size), ("md5", md5), ("mediaType", mediaType)]
    }
}
