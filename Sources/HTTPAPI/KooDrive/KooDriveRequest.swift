// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Hummingbird
import Model
import NIOCore

/// A request whose sender may call the drive.
struct KooDriveRequest: Sendable {
    var caller: DriveCaller
    var query: RawQuery
    var body: ByteBuffer
    var parameters: Parameters
    var speech: KooDriveSpeech

    var user: ID<User> { caller.user.id }

    /// Reads the body.
    ///
    /// - Throws: ``KooDriveError`` 13000102, naming the member at fault.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try Self.decode(type, from: body)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from body: ByteBuffer) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body.readableBytesView))
        } catch let error as DecodingError {
            throw JSONBody.field(of: error) { $0 }.map(KooDriveError.invalid) ?? .malformedBody
        } catch {
            throw KooDriveError(.invalidParameter)
        }
    }

    /// A mandatory parameter of the query.
    func required(_ name: String) throws -> String {
        guard let value = query[name] else { throw KooDriveError.invalid(name) }
        return value
    }

    /// A number in the query; `nil` for none.
    func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int? {
        guard let text = query[name] else { return nil }
        guard let number = Int(text), range.contains(number) else { throw KooDriveError.invalid(name) }
        return number
    }

    /// A parameter of the path.
    func parameter(_ name: String) throws -> String {
        try parameters.require(name).percentDecoded
    }
}

/// A text that must be there and not be empty.
struct Filled: Decodable, Hashable {
    var text: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        text = try container.decode(String.self)
        guard !text.isEmpty else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "empty") }
    }

    func id<Entity>() -> ID<Entity> { ID(wire: text) }
}

/// A whole number.
struct Whole: Decodable, Hashable {
    var value: Int64

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            value = try container.decode(Int64.self)
        } catch let error as DecodingError {
            throw error
        } catch {
            // The library does not name the member whose number is not a whole one.
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
        }
    }
}

extension ID {
    /// An id as a client wrote it.
    ///
    /// SQLite ends texts at NUL, so that one id could stand for another: with one in it, it is nobody's. So is one that
    /// is longer than any that Vignette makes: nothing that large is kept in the items of a job.
    init(wire text: String) {
        self.init(text.utf8.count > 64 || text.utf8.contains(0) ? "" : text)
    }
}

/// A folder in the words of a request: `root` is the top.
struct FolderName: Decodable, Hashable {
    static let root = "root"

    /// `nil` is the top.
    var id: ID<DriveFile>?

    init(_ name: some StringProtocol) {
        id = name == Self.root ? nil : ID(wire: String(name))
    }

    init(from decoder: any Decoder) throws {
        self.init(try Filled(from: decoder).text)
    }

    /// The name of a folder in an answer.
    static func text(_ id: ID<DriveFile>?) -> String { id?.text ?? root }
}
