// SPDX-License-Identifier: Apache-2.0

import Model

/// Reads the rows of a PNG file in their order, and finds out whether the file is whole.
@safe
struct PNGRows: ~Copyable {
    /// Bytes that are expanded at once: few enough to stay in the processor's cache.
    private static let expandedCount = 128 << 10

    private let layout: PNGLayout
    private let file: UnsafeBufferPointer<UInt8>
    private let inflater: Inflater
    /// Where the next chunk begins.
    private var place: Int
    private var hasBegun = false
    private var rowsLeft: Int
    /// Some rows as they are stored, each behind the number of its filter.
    private var expanded: [UInt8]
    /// Where the next of them begins, and where they end.
    private var next = 0
    private var end = 0
    /// The row that was read last, and the one before.
    private(set) var row: [UInt8]
    private var above: [UInt8]

    /// Starts before the first row of `file`, which must stay where it is.
    @unsafe
    init?(_ file: UnsafeBufferPointer<UInt8>, _ layout: PNGLayout) {
        guard let inflater = Inflater() else { return nil }
        self.inflater = inflater
        self.layout = layout
        unsafe self.file = unsafe file
        place = layout.dataStart
        rowsLeft = layout.size.height
        let line = 1 + layout.rowCount
        let lines = min(max(1, Self.expandedCount / line), rowsLeft)
        expanded = [UInt8](repeating: 0, count: lines * line)
        row = [UInt8](repeating: 0, count: layout.rowCount)
        above = row
    }

    /// Reads the next row into ``row``; `false` where there is none, or none that is whole.
    mutating func readNext() -> Bool {
        guard rowsLeft > 0, next < end || expand(), let filter = PNGFilter(rawValue: expanded[next]) else {
            return false
        }
        swap(&row, &above)
        let count = layout.rowCount
        unsafe expanded.withUnsafeBufferPointer { expanded in
            unsafe above.withUnsafeBufferPointer { above in
                unsafe row.withUnsafeMutableBufferPointer { row in
                    let filtered = unsafe UnsafeBufferPointer(rebasing: expanded[(next + 1)..<(next + 1 + count)])
                    unsafe filter.restore(row, from: filtered, above: above, stride: layout.pixel.stride)
                }
            }
        }
        next += count + 1
        rowsLeft -= 1
        return true
    }

    /// Whether nothing is damaged, missing or left over behind the last row, up to the end of the picture.
    mutating func endsWell() -> Bool {
        guard rowsLeft == 0 else { return false }
        repeat {
            guard expand(0..<1) == 0 else { return false }
        } while !inflater.hasEnded && feed()
        let file = unsafe file.span
        while inflater.hasEnded, let chunk = file.pngChunk(at: place), chunk.isWhole(in: file),
            !chunk.is("IDAT", in: file)
        {
            if chunk.is("IEND", in: file) { return chunk.data.isEmpty }
            place = chunk.end
        }
        return false
    }

    /// Expands as many rows as there is place for.
    private mutating func expand() -> Bool {
        (next, end) = (0, 0)
        let line = 1 + layout.rowCount
        let count = min(rowsLeft, expanded.count / line) * line
        while true {
            guard let made = expand(end..<count) else { return false }
            end += made
            if end == count { return true }
            guard feed() else { return false }
        }
    }

    /// Expands into `range` of the rows, as far as the chunk reaches.
    private mutating func expand(_ range: Range<Int>) -> Int? {
        unsafe expanded.withUnsafeMutableBufferPointer { expanded in
            unsafe inflater.read(into: UnsafeMutableBufferPointer(rebasing: expanded[range]))
        }
    }

    /// Goes on to the next chunk of rows.
    private mutating func feed() -> Bool {
        let bytes = unsafe file.span
        guard let chunk = bytes.pngChunk(at: place), chunk.is("IDAT", in: bytes), chunk.isWhole(in: bytes) else {
            return false
        }
        if !hasBegun, let start = chunk.data.first {
            // What the stream promises not to reach back beyond (RFC 1950, CINFO): ISA-L does not hold it to that.
            let bits = Int(bytes[start] >> 4)
            guard bits == 7 || bits < 7 && 256 << bits >= (1 + layout.rowCount) * layout.size.height else {
                return false
            }
            hasBegun = true
        }
        unsafe inflater.feed(UnsafeBufferPointer(rebasing: file[chunk.data]))
        place = chunk.end
        return true
    }
}
