// SPDX-License-Identifier: Apache-2.0

import Model
import RenderKit

/// The directory of a compound file, which old Office formats lie in ([MS-CFB]).
struct CompoundFile {
    static let signature: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

    struct Entry {
        var name: String
        var start: UInt32
        var size: Int64
    }

    /// What lies in the root storage itself, not in storages within it: those of embedded documents.
    private(set) var entries: [Entry] = []
    private let sectorSize: Int64
    /// Which sector follows each sector.
    private var next: [UInt32] = []
    /// The same for the small sectors, and where those lie.
    private var nextSmall: [UInt32] = []
    private var smallChain: [UInt32] = []

    private static let entrySize = 128
    private static let smallSectorSize: Int64 = 64
    private static let smallLimit: Int64 = 4096
    private static let endOfChain: UInt32 = 0xFFFF_FFFE
    /// Most sectors of the directory and of the tables of small sectors that are read.
    private static let chainLimit = 4096

    /// Reads the directory of `source`; `nil` when there is none.
    init?(of source: borrowing ByteSource) {
        let header = source.bytes(at: 0, count: 512)
        guard header.count == 512, header.starts(with: Self.signature) else { return nil }
        let shift = header.littleEndian16(at: 30)
        guard shift == 9 || shift == 12 else { return nil }
        sectorSize = 1 << Int64(shift)
        readTable(header, source)
        var directory: [UInt8] = []
        for sector in chain(from: header.littleEndian32(at: 48)).prefix(Self.chainLimit) {
            directory += source.bytes(at: offset(of: sector), count: Int(sectorSize))
        }
        guard let root = Self.entry(0, of: directory) else { return nil }
        entries = Self.children(of: directory)
        smallChain = chain(from: root.start)
        for sector in chain(from: header.littleEndian32(at: 60)).prefix(Self.chainLimit) {
            nextSmall += source.bytes(at: offset(of: sector), count: Int(sectorSize)).littleEndianWords
        }
    }

    /// Reads the allocation table: 109 of its sectors are named in the header, the others in a chain of their own.
    private mutating func readTable(_ header: [UInt8], _ source: borrowing ByteSource) {
        var sectors = Array(header[76...]).littleEndianWords
        var more = header.littleEndian32(at: 68)
        let limit = Int(source.size / sectorSize) + 1
        while more < Self.endOfChain - 2, sectors.count < limit {
            let words = source.bytes(at: offset(of: more), count: Int(sectorSize)).littleEndianWords
            // A sector that is cut names itself as the next one, or any.
            guard words.count == Int(sectorSize) / 4, let last = words.last else { break }
            sectors += words.dropLast()
            more = last
        }
        for sector in sectors where sector < Self.endOfChain - 2 && next.count < limit {
            next += source.bytes(at: offset(of: sector), count: Int(sectorSize)).littleEndianWords
        }
    }

    /// The entries that hang together below the first one, the root storage ([MS-CFB] 2.6.1, 2.6.4).
    private static func children(of directory: [UInt8]) -> [Entry] {
        var found: [Entry] = []
        var seen: Set<UInt32> = []
        var waiting = [directory.littleEndian32(at: 76)]
        while let number = waiting.popLast() {
            // A ring ends where it began.
            guard seen.insert(number).inserted, let entry = entry(number, of: directory) else { continue }
            found.append(entry)
            // Its siblings to the left and to the right; its own children are another document's.
            let start = Int(number) * entrySize
            waiting += [directory.littleEndian32(at: start + 72), directory.littleEndian32(at: start + 68)]
        }
        return found
    }

    /// The entry `number`; `nil` when there is none.
    private static func entry(_ number: UInt32, of directory: [UInt8]) -> Entry? {
        let start = Int(number) * entrySize
        guard start + entrySize <= directory.count else { return nil }
        let bytes = Array(directory[start..<start + entrySize])
        let length = bytes.littleEndian16(at: 64)
        guard bytes[66] != 0, 2...64 ~= length else { return nil }
        let units = stride(from: 0, to: length - 2, by: 2).map { UInt16(bytes.littleEndian16(at: $0)) }
        return Entry(
            name: String(decoding: units, as: UTF16.self),
            start: bytes.littleEndian32(at: 116),
            size: Int64(bytes.littleEndian32(at: 120))
        )
    }

    private func offset(of sector: UInt32) -> Int64 { (Int64(sector) + 1) * sectorSize }

    /// The sectors that follow from `start`, in order; a ring is cut.
    private func chain(from start: UInt32) -> [UInt32] { Self.chain(from: start, in: next) }

    private static func chain(from start: UInt32, in next: [UInt32]) -> [UInt32] {
        var sectors: [UInt32] = []
        var sector = start
        while Int(sector) < next.count, sectors.count < next.count {
            sectors.append(sector)
            sector = next[Int(sector)]
        }
        return sectors
    }

    func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }

    /// The first bytes of a stream, up to `count`.
    func bytes(of entry: Entry, in source: borrowing ByteSource, atMost count: Int) -> [UInt8] {
        let wanted = Int(min(Int64(count), entry.size))
        var bytes: [UInt8] = []
        if entry.size >= Self.smallLimit {
            for sector in chain(from: entry.start) where bytes.count < wanted {
                bytes += source.bytes(at: offset(of: sector), count: Int(sectorSize))
            }
        } else {
            let perSector = sectorSize / Self.smallSectorSize
            for small in Self.chain(from: entry.start, in: nextSmall) where bytes.count < wanted {
                let index = Int(Int64(small) / perSector)
                guard index < smallChain.count else { break }
                let within = Int64(small) % perSector * Self.smallSectorSize
                bytes += source.bytes(at: offset(of: smallChain[index]) + within, count: Int(Self.smallSectorSize))
            }
        }
        return Array(bytes.prefix(wanted))
    }
}

extension [UInt8] {
    /// 0 beyond the end.
    func littleEndian16(at offset: Int) -> Int {
        offset + 2 <= count ? Int(self[offset]) | Int(self[offset + 1]) << 8 : 0
    }

    /// 0 beyond the end.
    func littleEndian32(at offset: Int) -> UInt32 {
        UInt32(littleEndian16(at: offset)) | UInt32(littleEndian16(at: offset + 2)) << 16
    }

    fileprivate var littleEndianWords: [UInt32] {
        stride(from: 0, to: count - 3, by: 4).map { littleEndian32(at: $0) }
    }
}
