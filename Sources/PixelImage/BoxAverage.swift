// SPDX-License-Identifier: Apache-2.0

import Model

/// Averages the boxes of a picture that comes row by row.
///
/// Those at the right and lower edge are cut off there.
struct BoxAverage {
    /// The most columns and rows of a box, so that no sum overflows.
    static let limit = 256

    /// The columns of the source that a box has, by its index.
    private struct Columns {
        let count: Int
        let width: Int

        subscript(index: Int) -> Range<Int> { index * width..<min((index + 1) * width, count) }
    }

    private let columns: Columns
    private let boxHeight: Int
    /// Bytes of a pixel of the source: 1 is grey, 3 are red, green and blue, and 4 have straight alpha too.
    private let stride: Int
    /// The sums of columns over the rows of boxes that have come so far: of the source's, for what is opaque.
    private var opaqueSums: [UInt16]
    /// Of boxes, for what has alpha: colours are weighed by it, so that what is transparent does not shine through.
    private var alphaSums: [SIMD4<UInt32>]
    private var rowsInBox = 0
    private var rowsLeft: Int
    /// The last row of boxes: red, green and blue times alpha, then alpha, each 0...255.
    private(set) var row: [SIMD4<Float>]

    /// - Parameter box: At most ``limit`` each way.
    init(_ source: PixelSize, stride: Int, box: PixelSize) {
        columns = Columns(count: source.width, width: box.width)
        boxHeight = box.height
        self.stride = stride
        let width = (source.width + box.width - 1) / box.width
        row = [SIMD4<Float>](repeating: SIMD4(), count: width)
        opaqueSums = [UInt16](repeating: 0, count: stride == 4 ? 0 : stride * source.width)
        alphaSums = [SIMD4<UInt32>](repeating: SIMD4(), count: stride == 4 ? width : 0)
        rowsLeft = source.height
    }

    /// Adds the next row, of at least as many bytes as its pixels take.
    ///
    /// - Returns: Whether it was the last one of its boxes, so that ``row`` has them.
    mutating func add(_ pixels: Span<UInt8>) -> Bool {
        if stride == 4 { addAlpha(pixels) } else { addOpaque(pixels) }
        rowsInBox += 1
        rowsLeft -= 1
        guard rowsInBox == boxHeight || rowsLeft == 0 else { return false }
        switch stride {
        case 1: finishOpaque(1)
        case 3: finishOpaque(3)
        default: finishAlpha()
        }
        rowsInBox = 0
        return true
    }

    private mutating func addOpaque(_ pixels: Span<UInt8>) {
        var sums = opaqueSums.mutableSpan
        let pixels = pixels.extracting(first: sums.count)
        for index in pixels.indices {
            unsafe sums[unchecked: index] &+= UInt16(truncatingIfNeeded: pixels[unchecked: index])
        }
    }

    private mutating func addAlpha(_ pixels: Span<UInt8>) {
        for index in alphaSums.indices {
            var sum = alphaSums[index]
            for column in columns[index] {
                let alpha = UInt32(truncatingIfNeeded: pixels[4 * column + 3])
                let colors = SIMD4(
                    UInt32(truncatingIfNeeded: pixels[4 * column]),
                    UInt32(truncatingIfNeeded: pixels[4 * column + 1]),
                    UInt32(truncatingIfNeeded: pixels[4 * column + 2]),
                    255
                )
                sum &+= colors &* alpha
            }
            alphaSums[index] = sum
        }
    }

    @inline(__always)
    private mutating func finishOpaque(_ stride: Int) {
        let (columns, width, rows) = (columns, columns.width, rowsInBox)
        let whole = 1 / Float(width * rows)
        unsafe row.withUnsafeMutableBufferPointer { row in
            unsafe opaqueSums.withUnsafeMutableBufferPointer { sums in
                for index in row.indices {
                    let columns = columns[index]
                    var (red, green, blue): (Int32, Int32, Int32) = (0, 0, 0)
                    for column in columns {
                        unsafe red &+= Int32(sums[stride * column])
                        guard stride > 1 else { continue }
                        unsafe green &+= Int32(sums[stride * column + 1])
                        unsafe blue &+= Int32(sums[stride * column + 2])
                    }
                    let part = columns.count == width ? whole : 1 / Float(columns.count * rows)
                    let colors = stride > 1 ? (red, green, blue) : (red, red, red)
                    unsafe row[index] = SIMD4(
                        Float(colors.0) * part,
                        Float(colors.1) * part,
                        Float(colors.2) * part,
                        255
                    )
                }
                unsafe sums.update(repeating: 0)
            }
        }
    }

    private mutating func finishAlpha() {
        for index in row.indices {
            row[index] = SIMD4<Float>(alphaSums[index]) / Float(255 * columns[index].count * rowsInBox)
            alphaSums[index] = SIMD4()
        }
    }
}
