// SPDX-License-Identifier: Apache-2.0

import RenderKit

/// A box of a QuickTime or MP4 file.
struct MediaBox: Hashable {
    /// Four characters.
    var type: String
    /// The bytes of the file behind its header.
    var contents: Range<Int64>
}

/// Finds boxes in a QuickTime or MP4 file by their headers, without reading what they hold.
///
/// - SeeAlso: ISO/IEC 14496-12, 4.2, "Object structure".
@safe
struct BoxReader {
    /// Boxes to look at in one container: more are in no header, and in a file of fragments `moov` comes first.
    private static let boxLimit = 1024

    private let source: UnsafePointer<ByteSource>

    /// Reads `source`, which must stay valid as long as this value.
    init(reading source: UnsafePointer<ByteSource>) {
        unsafe self.source = source
    }

    /// All bytes of the file.
    var file: Range<Int64> { 0..<max(0, unsafe source.pointee.size) }

    /// The first box of `type` in `range`.
    func first(_ type: String, in range: Range<Int64>) -> MediaBox? {
        var found: MediaBox?
        visit(range) { box in
            guard box.type == type else { return true }
            found = box
            return false
        }
        return found
    }

    /// The first box in `range`, whatever it is.
    func first(in range: Range<Int64>) -> MediaBox? { box(at: range.lowerBound, before: range.upperBound) }

    /// The boxes of `type` in `range`.
    func all(_ type: String, in range: Range<Int64>) -> [MediaBox] {
        all(in: range).filter { $0.type == type }
    }

    /// All boxes in `range`.
    func all(in range: Range<Int64>) -> [MediaBox] {
        var found: [MediaBox] = []
        visit(range) { box in
            found.append(box)
            return true
        }
        return found
    }

    /// Up to `limit` bytes from the start of `range`.
    func bytes(in range: Range<Int64>, limit: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: min(limit, Int(clamping: range.upperBound - range.lowerBound)))
        var filled = 0
        while filled < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return unsafe source.pointee.read(into: rest, at: range.lowerBound + Int64(filled))
            }
            guard count > 0 else { break }
            filled += count
        }
        bytes.removeSubrange(filled...)
        return bytes
    }

    /// Calls `body` with each box in `range` until it returns false.
    private func visit(_ range: Range<Int64>, _ body: (MediaBox) -> Bool) {
        var position = range.lowerBound
        for _ in 0..<Self.boxLimit {
            guard let box = box(at: position, before: range.upperBound), body(box) else { return }
            position = box.contents.upperBound
        }
    }

    private func box(at position: Int64, before end: Int64) -> MediaBox? {
        guard end - position >= 8 else { return nil }
        let header = bytes(in: position..<end, limit: 16)
        guard header.count >= 8, let short: UInt32 = header.number(at: 0) else { return nil }
        var (size, length) = (Int64(short), Int64(8))
        if size == 1 {
            guard let long: Int64 = header.number(at: 8) else { return nil }
            (size, length) = (long, 16)
        } else if size == 0 {
            // Up to the end of the container.
            size = end - position
        }
        guard size >= length else { return nil }
        let type = String(decoding: header[4..<8], as: UTF8.self)
        return MediaBox(type: type, contents: position + length..<position + min(size, end - position))
    }
}

extension [UInt8] {
    /// The big-endian number at `position`; `nil` where the bytes end before it does.
    func number<Number: FixedWidthInteger>(at position: Int) -> Number? {
        let width = Number.bitWidth / 8
        guard position >= 0, position <= count - width else { return nil }
        return self[position..<position + width].reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }
}

extension Range<Int64> {
    /// Without its first `count` bytes.
    func dropping(_ count: Int64) -> Range<Int64> { Swift.min(lowerBound + count, upperBound)..<upperBound }
}
