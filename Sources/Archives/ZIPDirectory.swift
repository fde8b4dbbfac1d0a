// SPDX-License-Identifier: Apache-2.0

package import Model
package import RenderKit

/// The sizes that the central directory of a ZIP file claims (PKWARE APPNOTE 6.3.10, 4.3).
///
/// Programs unpack by this directory.
package struct ZIPDirectory {
    struct Part {
        var path: String
        var packedSize: Int64
        var size: Int64
    }

    private(set) var parts: [Part] = []

    /// Parts of up to so many bytes may have been packed as well as can be.
    static let freeSize: Int64 = 1 << 20

    /// Most bytes of the directory of so many entries.
    private static let bytesPerEntry = 4096
    private static let endSize = 22
    private static let headerSize = 46

    /// Reads the directory of `source`; it stays empty where there is none, as in a ZIP that is cut short.
    ///
    /// - Throws: ``Failure``: `damagedMedia` when entries overlap or lie outside of the file.
    package init(of source: borrowing ByteSource, entryLimit: Int) throws(Failure) {
        // The record at the end may have a comment of 64 KB after it.
        let tailSize = min(source.size, Int64(Self.endSize + 65_535))
        let tail = Fields(bytes: source.bytes(at: source.size - tailSize, count: Int(tailSize)))
        guard let end = tail.last([0x50, 0x4B, 5, 6]) else { return }
        var offset = Int64(tail.u32(end + 16))
        var size = Int64(tail.u32(end + 12))
        if offset == 0xFFFF_FFFF || size == 0xFFFF_FFFF, let large = Self.large(source, tail, end) {
            (offset, size) = large
        }
        guard size <= Int64(entryLimit * Self.bytesPerEntry) else { throw .damaged("zip: directory of \(size) bytes") }
        let fields = Fields(bytes: source.bytes(at: offset, count: Int(size)))
        var ranges: [Range<Int64>] = []
        var position = 0
        while fields.starts(with: [0x50, 0x4B, 1, 2], at: position) {
            let (part, local) = fields.part(at: position)
            parts.append(part)
            let (last, overflow) = local.addingReportingOverflow(max(0, part.packedSize))
            guard !overflow, local >= 0, part.packedSize >= 0, last <= source.size else {
                throw .damaged("zip: \(part.path) outside of the file")
            }
            ranges.append(local..<last)
            position +=
                Self.headerSize + fields.u16(position + 28) + fields.u16(position + 30)
                + fields.u16(position + 32)
        }
        ranges.sort { $0.lowerBound < $1.lowerBound }
        for (range, next) in zip(ranges, ranges.dropFirst()) where range.upperBound > next.lowerBound {
            throw .damaged("zip: entries overlap")
        }
    }

    /// Refuses a part of more than ``freeSize`` bytes that unpacks to more than `limit` times its size.
    ///
    /// - Throws: ``Failure``, `limitExceeded`.
    package func checkRatios(atMost limit: Int64) throws(Failure) {
        for part in parts where part.size > Self.freeSize {
            // A part that is packed into nothing has no ratio.
            guard part.size / max(1, limit) <= part.packedSize else { throw .unpacksTooMuch(limit, part.path) }
        }
    }

    /// Offset and size from the ZIP64 record, which the locator before the end points to.
    private static func large(_ source: borrowing ByteSource, _ tail: Fields, _ end: Int) -> (Int64, Int64)? {
        guard tail.starts(with: [0x50, 0x4B, 6, 7], at: end - 20) else { return nil }
        let record = Fields(bytes: source.bytes(at: tail.u64(end - 12), count: 56))
        guard record.starts(with: [0x50, 0x4B, 6, 6], at: 0) else { return nil }
        return (record.u64(48), record.u64(40))
    }

    /// Little-endian numbers; 0 beyond the end.
    private struct Fields {
        let bytes: [UInt8]

        func u16(_ offset: Int) -> Int { Int(number(offset, 2)) }
        func u32(_ offset: Int) -> UInt32 { UInt32(number(offset, 4)) }
        func u64(_ offset: Int) -> Int64 { Int64(clamping: number(offset, 8)) }

        private func number(_ offset: Int, _ count: Int) -> UInt64 {
            guard offset >= 0, offset + count <= bytes.count else { return 0 }
            return bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }

        func starts(with mark: [UInt8], at offset: Int) -> Bool {
            offset >= 0 && offset + mark.count <= bytes.count && bytes[offset...].starts(with: mark)
        }

        func last(_ mark: [UInt8]) -> Int? {
            stride(from: bytes.count - ZIPDirectory.endSize, through: 0, by: -1).first { starts(with: mark, at: $0) }
        }

        /// The part of the header at `position`, and where its local header lies.
        func part(at position: Int) -> (Part, local: Int64) {
            var packed = Int64(u32(position + 20))
            var size = Int64(u32(position + 24))
            var local = Int64(u32(position + 42))
            let name = position + ZIPDirectory.headerSize
            let extra = name + u16(position + 28)
            var field = extra
            while field + 4 <= min(extra + u16(position + 30), bytes.count) {
                if u16(field) == 1 {
                    // Only what did not fit above, in this order.
                    var next = field + 4
                    for path in [\Sizes.size, \Sizes.packed, \Sizes.local] {
                        var sizes = Sizes(size: size, packed: packed, local: local)
                        guard sizes[keyPath: path] == 0xFFFF_FFFF else { continue }
                        sizes[keyPath: path] = u64(next)
                        (size, packed, local) = (sizes.size, sizes.packed, sizes.local)
                        next += 8
                    }
                }
                field += 4 + u16(field + 2)
            }
            let end = min(bytes.count, extra)
            let path = String(decoding: name < end ? bytes[name..<end] : [], as: UTF8.self)
            return (Part(path: path, packedSize: packed, size: size), local)
        }

        private struct Sizes {
            var size: Int64
            var packed: Int64
            var local: Int64
        }
    }
}
