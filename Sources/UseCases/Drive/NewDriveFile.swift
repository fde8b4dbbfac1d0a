// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// A file as a client announces it, before its bytes come.
package struct NewDriveFile: Sendable, Hashable {
    /// How the bytes come.
    package enum Mode: Sendable, Hashable {
        /// In one piece.
        case put
        case multipart
    }

    /// What happens when the name is taken (contract 3.5, `autoRename`).
    package enum Duplicate: Int, Sendable {
        /// The new file gets another name.
        case rename = 2
        case refuse = 3
        /// A file with the same bytes stands for the new one; else as ``rename``.
        case reuse = 4
    }

    package var name: String
    package var type: String
    package var space: ID<Space>
    /// `nil`: at the top.
    package var folder: ID<DriveFile>?
    /// Bytes.
    package var length: Int64
    package var mode: Mode
    package var duplicate: Duplicate
    /// Lower-case hex.
    package var sha256: String?
    package var created: Date?
    package var description = ""
    package var mimeType = ""
    /// The parts as the client plans them; empty leaves it to the server.
    package var parts: [PartPlan] = []

    package init(
        name: String,
        type: String,
        space: ID<Space>,
        folder: ID<DriveFile>?,
        length: Int64,
        mode: Mode,
        duplicate: Duplicate
    ) {
        self.name = name
        self.type = type
        self.space = space
        self.folder = folder
        self.length = length
        self.mode = mode
        self.duplicate = duplicate
    }

    /// KooDrive's numbers for what a file is (contract 3.5); folders have an operation of their own.
    private static let types: Set<String> = ["15", "20", "26", "27", "28", "30", "35", "40", "45"]

    /// Most bytes of a file: in one piece 5 GB, in parts 200 GB (contract 3.5).
    private var lengthLimit: Int64 { mode == .put ? PartPlan.sizes.upperBound : 200 << 30 }

    /// Holds the members against their ranges.
    ///
    /// - Parameter limit: Bytes of a file that this installation takes.
    /// - Throws: `invalidParameter`, naming the member; ``FileTooLong``.
    func check(limit: Int64) throws {
        guard FileName.isAllowed(name) else { throw Failure.invalid("fileName") }
        guard Self.types.contains(type) else { throw Failure.invalid("fileType") }
        guard length >= 0 else { throw Failure.invalid("length") }
        let limit = min(limit, lengthLimit)
        guard length <= limit else { throw FileTooLong(limit: limit) }
        guard description.unicodeScalars.count <= 512, !description.utf8.contains(0) else {
            throw Failure.invalid("description")
        }
        guard mode == .multipart || parts.count <= 1 else { throw Failure.invalid("multiParts") }
        try PartPlan.check(parts)
        let planned = parts.reduce(0) { $0 + $1.size }
        guard planned <= length else { throw Failure.invalid("multiParts") }
    }

    /// The parts that the client planned, or those that the server proposes: as few as are allowed.
    var plan: [PartPlan] {
        guard parts.isEmpty else { return parts }
        let largest = PartPlan.sizes.upperBound
        let count = max(1, (length + largest - 1) / largest)
        return (0..<count).map { index in
            let offset = index * largest
            return PartPlan(number: Int(index) + 1, size: min(largest, length - offset), offset: offset)
        }
    }
}

/// A file that is announced with more bytes than are taken.
package struct FileTooLong: Error, Hashable {
    /// Bytes.
    package var limit: Int64
}

/// One part of an upload, before it comes.
package struct PartPlan: Sendable, Hashable {
    /// Bytes of a part; the last one may be smaller (contract 3.5).
    static let sizes: ClosedRange<Int64> = 5_242_880...5_368_709_120
    static let numbers = 1...10_000

    package var number: Int
    /// Bytes.
    package var size: Int64
    /// Where it begins in the file.
    package var offset: Int64?

    package init(number: Int, size: Int64, offset: Int64?) {
        self.number = number
        self.size = size
        self.offset = offset
    }

    /// Holds the numbers and sizes of parts against their ranges.
    ///
    /// - Throws: `invalidParameter`.
    static func check(_ parts: [PartPlan]) throws(Failure) {
        guard parts.count <= numbers.count else { throw .invalid("multiParts") }
        let last = parts.map(\.number).max()
        for part in parts {
            guard numbers.contains(part.number) else { throw .invalid("multiParts.partNumber") }
            let least = part.number == last ? 0 : sizes.lowerBound
            guard (least...sizes.upperBound).contains(part.size) else { throw .invalid("multiParts.partSize") }
            guard (part.offset ?? 0) >= 0 else { throw .invalid("multiParts.partOffset") }
        }
        guard Set(parts.map(\.number)).count == parts.count else { throw .invalid("multiParts.partNumber") }
    }
}
