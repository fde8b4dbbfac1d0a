// SPDX-License-Identifier: Apache-2.0

/// How many bytes to fetch where some are missing.
///
/// A request costs as much time as many bytes, and bytes that nobody asks for are wasted. So a read somewhere new
/// fetches little beyond itself, and reads that follow each other fetch more and more, up to a share of what the reader
/// took in this row: that bounds the waste, whatever the file. A few rows may go on beside each other: those of several
/// threads, or of picture and sound.
struct ReadAhead {
    /// Bytes that any request fetches.
    static let least: Int64 = 64 << 10
    /// Bytes beyond which a request fetches no more than was asked for.
    static let most: Int64 = 1 << 20
    /// The share of a row that may be wasted.
    private static let share: Int64 = 4

    /// Rows that are remembered.
    private static let rowLimit = 4

    /// Fetches that followed each other.
    private struct Row {
        /// Where the last one ended.
        var end: Int64
        /// Bytes of all of them.
        var size: Int64
    }

    /// The one that went on last is last.
    private var rows: [Row] = []

    /// What to fetch, from the first missing byte on.
    ///
    /// - Parameters:
    ///   - missing: What was asked for and is not there; not empty.
    ///   - limit: Where fetching has to end; not before the end of `missing`.
    mutating func range(for missing: Range<Int64>, before limit: Int64) -> Range<Int64> {
        let index = rows.lastIndex { $0.end...$0.end + Self.least ~= missing.lowerBound }
        var row = index.map { rows.remove(at: $0) } ?? Row(end: 0, size: 0)
        let window = min(Self.most, max(Self.least, row.size / Self.share))
        let range = missing.lowerBound..<min(limit, max(missing.upperBound, missing.lowerBound + window))
        row = Row(end: range.upperBound, size: row.size + Int64(range.count))
        rows = rows.suffix(Self.rowLimit - 1) + [row]
        return range
    }
}
