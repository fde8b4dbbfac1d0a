// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import NIOCore

/// A request whose sender may act for the project in its path.
struct VODRequest: Sendable {
    var project: ID<Project>
    var query: RawQuery
    var body: ByteBuffer

    /// Reads the body.
    ///
    /// - Throws: ``VODError`` 400 `VOD.10053`, naming the member at fault.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do {
            return try JSONBody.decode(type, from: body)
        } catch let error as DecodingError {
            throw JSONBody.field(of: error).map(VODError.illegal) ?? .malformedBody
        }
    }

    /// A mandatory parameter.
    func required(_ name: String) throws -> String {
        guard let value = query[name] else { throw VODError.illegal(name) }
        return value
    }

    /// An integer parameter within a range.
    func integer(_ name: String, in range: ClosedRange<Int>, default value: Int) throws -> Int {
        guard let text = query[name] else { return value }
        guard let number = Int(text), range.contains(number) else { throw VODError.illegal(name) }
        return number
    }

    /// A time parameter.
    func time(_ name: String) throws -> Date? {
        guard let text = query[name] else { return nil }
        guard let date = VODTime.date(text) else { throw VODError.illegal(name) }
        return date
    }

    /// A list parameter of at most `count` distinct values.
    func list(_ name: String, atMost count: Int) throws -> [String] {
        let values = query.list(name)
        guard values.count <= count else { throw VODError.illegal(name) }
        return values
    }
}
