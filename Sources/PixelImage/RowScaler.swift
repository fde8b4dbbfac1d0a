// SPDX-License-Identifier: Apache-2.0

package import Model

/// Makes a picture smaller that comes row by row, and keeps no more of it than what becomes of it.
///
/// As libvips does it: boxes are averaged down to at least twice the size, and a finer filter does the rest.
package struct RowScaler {
    private let size: PixelSize
    private let isOpaque: Bool
    private var boxes: BoxAverage
    private let across: LanczosTaps
    private let down: LanczosTaps
    /// Rows of boxes that have come.
    private var count = 0
    /// The output's rows that are not complete: of the first one, and as many as are worked on at once at most.
    private var first = 0
    private let openRows: Int
    private var sums: [SIMD4<Float>]
    private var output: [UInt8]

    /// Plans a picture of `size`, at most that of `source`, whose pixels have `stride` bytes: 1 is grey, 3 are red, green
    /// and blue, and 4 have straight alpha too.
    package init(_ source: PixelSize, stride: Int, to size: PixelSize) {
        self.size = size
        isOpaque = stride < 4
        let box = PixelSize(
            width: min(max(1, source.width / size.width / 2), BoxAverage.limit),
            height: min(max(1, source.height / size.height / 2), BoxAverage.limit)
        )
        boxes = BoxAverage(source, stride: stride, box: box)
        across = LanczosTaps(source.width, box.width, size.width)
        down = LanczosTaps(source.height, box.height, size.height)
        openRows = down.mostOpen
        sums = [SIMD4<Float>](repeating: SIMD4(), count: openRows * size.width)
        output = [UInt8](repeating: 255, count: 4 * size.width * size.height)
    }

    /// The picture, once all rows have come.
    package var raster: Raster { Raster(output, of: size, isOpaque: isOpaque) }

    /// Adds the next row, of at least as many bytes as its pixels take.
    package mutating func add(_ pixels: Span<UInt8>) {
        guard boxes.add(pixels) else { return }
        let line = across.scaled(boxes.row.span)
        var row = first
        while row < size.height, down.starts[row] <= count {
            let tap = down.bounds[row] + count - down.starts[row]
            add(line, to: row, down.weights[tap])
            if tap == down.bounds[row + 1] - 1 {
                finish(row)
                first = row + 1
            }
            row += 1
        }
        count += 1
    }

    private mutating func add(_ line: [SIMD4<Float>], to row: Int, _ weight: Float) {
        let start = row % openRows * size.width
        unsafe sums.withUnsafeMutableBufferPointer { sums in
            let sums = unsafe UnsafeMutableBufferPointer(rebasing: sums[start..<start + line.count])
            for column in line.indices { unsafe sums[column] += weight * line[column] }
        }
    }

    private mutating func finish(_ row: Int) {
        let start = row % openRows * size.width
        var place = 4 * row * size.width
        for column in 0..<size.width {
            var pixel = sums[start + column]
            sums[start + column] = SIMD4()
            if !isOpaque {
                // Colours without the alpha that they were weighed by; none of what cannot be seen.
                let alpha = pixel[3]
                pixel = alpha >= 0.5 ? pixel * (255 / alpha) : SIMD4()
                pixel[3] = alpha
            }
            for component in 0..<4 { output[place + component] = UInt8(min(max(pixel[component], 0), 255) + 0.5) }
            place += 4
        }
    }
}

extension LanczosTaps {
    /// For a line of `count` samples that were averaged in boxes, the last of them cut off.
    fileprivate init(_ count: Int, _ box: Int, _ target: Int) {
        self.init(extent: Double(count) / Double(box), count: (count + box - 1) / box, target: target)
    }

    /// The most output samples that begin before an earlier one is complete, with that one.
    fileprivate var mostOpen: Int {
        var first = 0
        var most = 0
        for index in starts.indices {
            while starts[first] + bounds[first + 1] - bounds[first] <= starts[index] { first += 1 }
            most = max(most, index - first + 1)
        }
        return most
    }
}
