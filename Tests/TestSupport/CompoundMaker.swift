// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// Makes small compound files, of sectors of 512 bytes ([MS-CFB]).
package enum CompoundMaker {
    private static let none: UInt32 = 0xFFFF_FFFF
    private static let end: UInt32 = 0xFFFF_FFFE
    private static let sector = 512
    /// Sectors of each stream: the least that do not lie among the small ones.
    private static let length: UInt32 = 8

    /// A file with a stream in its root storage, and another in a storage beside that.
    ///
    /// - Parameter isRing: Whether the storage has the stream as its sibling again, and itself as its child.
    package static func file(
        stream: (name: String, bytes: [UInt8]),
        embedded: (name: String, bytes: [UInt8]),
        isRing: Bool = false
    ) -> Data {
        let first: UInt32 = 2
        var file = header(tables: [0], more: end)
        // The table: itself, the directory, then the two streams.
        var table: [UInt32] = [0xFFFF_FFFD, end]
        for start in [first, first + length] {
            table += (1..<length).map { start + $0 } + [end]
        }
        file += table.flatMap(\.bytes) + [UInt8](repeating: 0xFF, count: sector - 4 * table.count)
        file += entry("Root Entry", kind: 5, child: 1, start: end)
        file += entry(stream.name, kind: 2, right: 2, start: first)
        file += entry("Object", kind: 1, right: isRing ? 1 : none, child: isRing ? 2 : 3, start: 0)
        file += entry(embedded.name, kind: 2, start: first + length)
        for bytes in [stream.bytes, embedded.bytes] {
            file += bytes + [UInt8](repeating: 0, count: Int(length) * sector - bytes.count)
        }
        return Data(file)
    }

    /// A file whose last sector should tell more of the table, and ends after the number of the next one: its own.
    package static var cutTable: Data {
        let last: UInt32 = 120
        return Data(header(tables: [], more: last) + [UInt8](repeating: 0, count: Int(last) * sector) + last.bytes)
    }

    /// - Parameters:
    ///   - tables: The sectors of the allocation table.
    ///   - more: The sector that names more of them.
    private static func header(tables: [UInt32], more: UInt32) -> [UInt8] {
        var header: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 16)
        // Version 3, little-endian, sectors of 2^9 bytes, small ones of 2^6.
        header += [0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0] + [UInt8](repeating: 0, count: 6)
        let words = [0, UInt32(tables.count), 1, 0, 4096, end, 0, more, more == end ? 0 : 1]
        header += (words + tables).flatMap(\.bytes)
        return header + [UInt8](repeating: 0xFF, count: sector - header.count)
    }

    private static func entry(
        _ name: String,
        kind: UInt8,
        right: UInt32 = none,
        child: UInt32 = none,
        start: UInt32
    ) -> [UInt8] {
        let units = name.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        var entry = units + [UInt8](repeating: 0, count: 64 - units.count)
        entry += [UInt8(units.count + 2), 0, kind, 1] + none.bytes + right.bytes + child.bytes
        entry += [UInt8](repeating: 0, count: 36) + start.bytes
        return entry + (kind == 2 ? length * UInt32(sector) : 0).bytes + [0, 0, 0, 0]
    }
}

extension UInt32 {
    /// Its four bytes, the lowest one first.
    fileprivate var bytes: [UInt8] { (0..<4).map { UInt8(self >> (8 * $0) & 0xFF) } }
}
