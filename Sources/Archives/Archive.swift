// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
package import RenderKit

/// A ZIP, 7z, RAR or TAR file, read through libarchive.
package struct Archive: ~Copyable {
    /// One entry.
    package struct Entry: Sendable, Hashable {
        package var path: String
        /// Bytes unpacked, as the archive claims; `nil` where it does not say.
        package var size: Int64?
        package var isEncrypted: Bool
    }

    private let source: ArchiveSource
    private let byteLimit: Int64

    /// How many times its own size an archive may claim to unpack to, above the limit of bytes.
    private static let growthLimit: Int64 = 2

    /// Entries that cannot be unpacked after which an archive counts as damaged.
    private static let damageLimit = 8

    /// All entries, in the order of the archive: the central directory's for a ZIP.
    package let entries: [Entry]

    /// Opens `source` and reads the list of its entries, within limits.
    ///
    /// - Parameters:
    ///   - entryLimit: Most entries.
    ///   - byteLimit: Most bytes of all entries unpacked, as the archive claims, and of one entry as it really is.
    ///     What is stored as it is takes no more room unpacked: all entries may have twice the archive's own size.
    /// - Throws: ``Failure``: `unsupportedMedia` when it is no archive, `limitExceeded` by entries or bytes,
    ///   `encryptedMedia` when even the list is encrypted, `damagedMedia` when it cannot be read.
    package init(opening source: borrowing ByteSource, entryLimit: Int, byteLimit: Int64) throws(Failure) {
        let source = try ArchiveSource(source)
        let walk = try ArchiveWalk(source)
        var entries: [Entry] = []
        let (grown, overflow) = source.bytes.size.multipliedReportingOverflow(by: Self.growthLimit)
        let sumLimit = overflow ? .max : max(byteLimit, grown)
        var sum: Int64 = 0
        while let entry = try walk.next() {
            guard entries.count < entryLimit else { throw .tooManyEntries(entryLimit) }
            let size = entry.size ?? 0
            guard size <= sumLimit - sum else { throw .tooManyBytes(sumLimit) }
            sum += size
            entries.append(entry)
        }
        self.source = source
        self.byteLimit = byteLimit
        self.entries = entries
    }

    /// The bytes of the first entry whose path has exactly the bytes of `path`; `nil` when there is none.
    ///
    /// - Throws: ``Failure``: `damagedMedia`, `encryptedMedia`, `limitExceeded` beyond `limit` bytes.
    package func bytes(of path: String, atMost limit: Int) throws(Failure) -> Data? {
        // Not `==`, which takes different spellings of a character for the same.
        guard let index = entries.firstIndex(where: { $0.path.utf8.elementsEqual(path.utf8) }) else { return nil }
        return try bytes(ofEntryAt: index, atMost: limit)
    }

    /// Calls `body` with the path and up to `count` of the first bytes of each entry that is wanted by its path.
    ///
    /// What is encrypted is passed over, and so are a few entries that cannot be unpacked.
    ///
    /// - Throws: What `body` throws; ``Failure``, `damagedMedia` when too many entries cannot be unpacked.
    package func eachBeginning(
        of count: Int,
        where isWanted: (String) -> Bool,
        _ body: (String, Data) throws(Failure) -> Void
    ) throws(Failure) {
        var index = entries.firstIndex { isWanted($0.path) }
        var failures = 0
        while let start = index {
            index = try beginnings(of: count, from: start, where: isWanted, body).map { $0 + 1 }
            failures += index == nil ? 0 : 1
            guard failures < Self.damageLimit else { throw .damaged("\(failures) entries that cannot be unpacked") }
        }
    }

    /// The same from the entry at `start` on.
    ///
    /// - Returns: Which entry cannot be unpacked: libarchive goes no further after one.
    private func beginnings(
        of count: Int,
        from start: Int,
        where isWanted: (String) -> Bool,
        _ body: (String, Data) throws(Failure) -> Void
    ) throws(Failure) -> Int? {
        let walk = try ArchiveWalk(source)
        for index in entries.indices {
            guard let entry = try walk.next() else { return nil }
            guard index >= start, isWanted(entry.path), !entry.isEncrypted else { continue }
            let beginning: Data
            do throws(Failure) { beginning = try walk.beginning(count) } catch { return index }
            try body(entry.path, beginning)
        }
        return nil
    }

    /// The bytes of `entries[index]`.
    ///
    /// What stands before it is passed over: packed still, but for RAR files whose entries build on each other.
    ///
    /// - Throws: ``Failure``: `damagedMedia`, `encryptedMedia`, `limitExceeded` beyond `limit` bytes.
    package func bytes(ofEntryAt index: Int, atMost limit: Int) throws(Failure) -> Data {
        let limit = Int64(limit) < byteLimit ? limit : Int(clamping: byteLimit)
        guard !entries[index].isEncrypted else { throw .encrypted }
        guard entries[index].size ?? 0 <= limit else { throw .tooManyBytes(Int64(limit)) }
        let walk = try ArchiveWalk(source)
        for _ in 0...index {
            guard try walk.next() != nil else { throw .damaged("fewer entries than before") }
        }
        return try walk.contents(atMost: limit)
    }
}
