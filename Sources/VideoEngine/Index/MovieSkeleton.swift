// SPDX-License-Identifier: Apache-2.0

/// The header of a QuickTime or MP4 file with empty sample tables: all that libavformat needs to know the tracks, and
/// nothing that it would have to expand.
struct MovieSkeleton {
    /// Bytes of the file, and of one box that is copied.
    private static let limit: Int64 = 4 << 20
    /// Containers within one another: the five that there are.
    private static let depthLimit = 5

    /// A whole file of its own.
    private(set) var bytes: [UInt8]

    /// Copies the header in `movie`.
    ///
    /// - Returns: `nil` when it is too long without its tables, or cannot be read.
    init?(_ movie: MediaBox, _ reader: BoxReader) {
        bytes = []
        if let first = reader.first(in: reader.file), first.type == "ftyp" {
            guard copy(first, reader) else { return nil }
        }
        guard appendContainer(movie, reader, depth: 1) else { return nil }
    }

    /// - Parameter depth: Containers that `box` lies in.
    private mutating func append(_ box: MediaBox, _ reader: BoxReader, depth: Int) -> Bool {
        // Types are read as text, in which bytes other than ASCII are lost: no such box is known.
        guard box.type.utf8.count == 4 else { return false }
        switch box.type {
        case "moov", "trak", "mdia", "minf", "stbl": return appendContainer(box, reader, depth: depth + 1)
        case "stts", "stsc", "stco", "co64":
            appendHeader(box.type, length: 8)
            bytes += [UInt8](repeating: 0, count: 8)
            return true
        case "stsz":
            appendHeader(box.type, length: 12)
            bytes += [UInt8](repeating: 0, count: 12)
            return true
        // What else tells of samples one by one, and what tells nothing.
        case "ctts", "stss", "sdtp", "sbgp", "sgpd", "subs", "stsh", "cslg", "free", "skip", "wide": return true
        default: return copy(box, reader)
        }
    }

    private mutating func appendContainer(_ box: MediaBox, _ reader: BoxReader, depth: Int) -> Bool {
        guard depth <= Self.depthLimit, Int64(bytes.count) <= Self.limit else { return false }
        let start = bytes.count
        appendHeader(box.type, length: 0)
        for child in reader.all(in: box.contents) {
            guard append(child, reader, depth: depth) else { return false }
        }
        setLength(UInt32(bytes.count - start), at: start)
        return true
    }

    private mutating func copy(_ box: MediaBox, _ reader: BoxReader) -> Bool {
        let length = Int64(box.contents.count)
        guard length + Int64(bytes.count) <= Self.limit else { return false }
        appendHeader(box.type, length: UInt32(length))
        let contents = reader.bytes(in: box.contents, limit: Int(length))
        bytes += contents
        return contents.count == length
    }

    private mutating func appendHeader(_ type: String, length: UInt32) {
        let start = bytes.count
        bytes += [UInt8](repeating: 0, count: 4)
        bytes += type.utf8
        setLength(8 + length, at: start)
    }

    private mutating func setLength(_ length: UInt32, at position: Int) {
        for byte in 0..<4 { bytes[position + byte] = UInt8(truncatingIfNeeded: length >> (24 - 8 * byte)) }
    }
}
