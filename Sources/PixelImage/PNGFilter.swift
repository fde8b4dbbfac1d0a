// SPDX-License-Identifier: Apache-2.0

/// How a row of a PNG file is written: as differences to what lies left of each byte and above it (section 9).
enum PNGFilter: UInt8 {
    case none, left, above, average, paeth

    /// Restores the bytes of `row` from as many of `filtered`, where `above` is the row before it, and a pixel has
    /// `stride` of them: 1, 3 or 4.
    @unsafe
    func restore(
        _ row: UnsafeMutableBufferPointer<UInt8>,
        from filtered: UnsafeBufferPointer<UInt8>,
        above: UnsafeBufferPointer<UInt8>,
        stride: Int
    ) {
        switch self {
        case .none: for index in row.indices { unsafe row[index] = filtered[index] }
        case .above: for index in row.indices { unsafe row[index] = filtered[index] &+ above[index] }
        case .left: unsafe Self.restore(row, filtered, above, stride) { left, _, _ in left }
        case .average: unsafe Self.restore(row, filtered, above, stride) { left, up, _ in (left &+ up) / 2 }
        case .paeth: unsafe Self.restore(row, filtered, above, stride, Self.nearest)
        }
    }

    /// What a byte is guessed to be by those left of it, above it, and left of that.
    private typealias Guess = (_ left: Int32, _ up: Int32, _ corner: Int32) -> Int32

    /// Of the three, the one nearest to `left + up - corner`, in this order (section 9.4).
    @inline(__always)
    private static func nearest(_ left: Int32, _ up: Int32, _ corner: Int32) -> Int32 {
        let (toLeft, toUp) = (abs(up &- corner), abs(left &- corner))
        let toCorner = abs(left &+ up &- 2 &* corner)
        let other = toUp <= toCorner ? up : corner
        return toLeft <= min(toUp, toCorner) ? left : other
    }

    @inline(__always)
    @unsafe
    private static func restore(
        _ row: UnsafeMutableBufferPointer<UInt8>,
        _ filtered: UnsafeBufferPointer<UInt8>,
        _ above: UnsafeBufferPointer<UInt8>,
        _ stride: Int,
        _ guess: Guess
    ) {
        // Each in code of its own.
        switch stride {
        case 1: unsafe restorePixels(row, filtered, above, 1, guess)
        case 3: unsafe restorePixels(row, filtered, above, 3, guess)
        default: unsafe restorePixels(row, filtered, above, 4, guess)
        }
    }

    @inline(__always)
    @unsafe
    private static func restorePixels(
        _ row: UnsafeMutableBufferPointer<UInt8>,
        _ filtered: UnsafeBufferPointer<UInt8>,
        _ above: UnsafeBufferPointer<UInt8>,
        _ stride: Int,
        _ guess: Guess
    ) {
        var (first, second, third, fourth) = (Component(), Component(), Component(), Component())
        for index in Swift.stride(from: 0, to: row.count, by: stride) {
            unsafe row[index] = first.next(filtered[index], above[index], guess)
            guard stride > 1 else { continue }
            unsafe row[index + 1] = second.next(filtered[index + 1], above[index + 1], guess)
            unsafe row[index + 2] = third.next(filtered[index + 2], above[index + 2], guess)
            guard stride > 3 else { continue }
            unsafe row[index + 3] = fourth.next(filtered[index + 3], above[index + 3], guess)
        }
    }

    /// What the next byte of a component is guessed by: kept in registers, as each waits for the one before.
    private struct Component {
        private var left: Int32 = 0
        private var corner: Int32 = 0

        @inline(__always)
        mutating func next(_ difference: UInt8, _ above: UInt8, _ guess: Guess) -> UInt8 {
            let up = Int32(above)
            left = (Int32(difference) &+ guess(left, up, corner)) & 0xFF
            corner = up
            return UInt8(truncatingIfNeeded: left)
        }
    }
}
