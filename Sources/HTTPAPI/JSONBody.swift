// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Hummingbird
import NIOCore

/// JSON as all dialects speak it: `snake_case` members, absent rather than null.
enum JSONBody {
    /// An answer with `value` as its body.
    static func response(
        _ status: HTTPResponse.Status,
        _ value: some Encodable,
        contentType: String = "application/json"
    ) -> Response {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return Response(status: .internalServerError) }
        return Response(
            status: status,
            headers: [.contentType: contentType, .contentLength: String(data.count)],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: data))
        )
    }

    /// Reads `Value` from a body.
    static func decode<Value: Decodable>(_ type: Value.Type, from body: ByteBuffer) throws -> Value {
        // SQLite ends texts at NUL, so that one id could stand for another.
        guard body.readableBytesView.firstRange(of: Array(#"\u0000"#.utf8)) == nil else {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "a text with NUL"))
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(body.readableBytesView))
    }

    /// The member that a decoding error is about, as `outer.inner` in wire spelling; `nil` when the body is no JSON
    /// object at all.
    ///
    /// - Parameter spelling: How the wire spells the name of a Swift member; `snake_case` by default.
    static func field(of error: DecodingError, spelling: (String) -> String = snakeCase) -> String? {
        let path: [any CodingKey]
        switch error {
        case .keyNotFound(let key, let context): path = context.codingPath + [key]
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            path = context.codingPath
        @unknown default: return nil
        }
        let names = path.filter { $0.intValue == nil }.map { spelling($0.stringValue) }
        return names.isEmpty ? nil : names.joined(separator: ".")
    }

    private static func snakeCase(_ name: String) -> String {
        name.reduce(into: "") { text, character in
            text += character.isUppercase ? "_\(character.lowercased())" : String(character)
        }
    }
}

extension KeyedDecodingContainer {
    /// Stands before the library's own: that does not name the member whose number is not a whole one.
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        guard contains(key), try !decodeNil(forKey: key) else { return nil }
        do {
            return try decode(type, forKey: key)
        } catch let error as DecodingError {
            throw error
        } catch {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "\(error)")
        }
    }
}
