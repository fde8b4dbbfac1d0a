// SPDX-License-Identifier: Apache-2.0

package import Model

extension Raster {
    /// The whole picture in `size` pixels: averaged over areas where it becomes smaller, interpolated where larger.
    package func scaled(to size: PixelSize) -> Raster {
        scaled(to: size, visible: 0..<size.width, 0..<size.height)
    }

    /// The part in columns `columns` and rows `rows` of the picture in `size` pixels.
    func scaled(to size: PixelSize, visible columns: Range<Int>, _ rows: Range<Int>) -> Raster {
        guard size != self.size || columns.count < size.width || rows.count < size.height else { return self }
        let across = AxisTaps(source: self.size.width, target: size.width, visible: columns)
        let down = AxisTaps(source: self.size.height, target: size.height, visible: rows)
        // What a column's sum can reach: 255 · weight, and once more 255 for alpha.
        let reach = down.total * (isOpaque ? 255 : 255 * 255)
        return reach <= UInt64(UInt32.max)
            ? resampled(across, down, summing: UInt32.self) : resampled(across, down, summing: UInt64.self)
    }

    /// Sums rows first, which touches every sample of the source once and in order, then columns of the few rows left.
    private func resampled<Sum: FixedWidthInteger & UnsignedInteger>(
        _ across: AxisTaps,
        _ down: AxisTaps,
        summing: Sum.Type
    ) -> Raster {
        let stride = 4 * size.width
        let outputStride = 4 * across.count
        var output = [UInt8](repeating: 255, count: outputStride * down.count)
        var sums = [Sum](repeating: 0, count: stride)
        let divisor = across.total * down.total
        for row in 0..<down.count {
            sum(down, row, into: &sums)
            unsafe output.withUnsafeMutableBufferPointer { output in
                let line = unsafe UnsafeMutableBufferPointer(
                    rebasing: output[row * outputStride..<(row + 1) * outputStride]
                )
                unsafe sums.withUnsafeBufferPointer { sums in
                    unsafe average(sums, across, divisor, into: line)
                }
            }
        }
        return Raster(output, of: PixelSize(width: across.count, height: down.count), isOpaque: isOpaque)
    }

    /// Adds up the rows that output row `index` is made of, each times its weight.
    private func sum<Sum: FixedWidthInteger & UnsignedInteger>(
        _ taps: AxisTaps,
        _ index: Int,
        into sums: inout [Sum]
    ) {
        let stride = 4 * size.width
        unsafe sums.withUnsafeMutableBufferPointer { sums in
            unsafe sums.update(repeating: 0)
            unsafe bytes.withUnsafeBufferPointer { bytes in
                var start = taps.starts[index] * stride
                for tap in taps.bounds[index]..<taps.bounds[index + 1] {
                    let row = unsafe UnsafeBufferPointer(rebasing: bytes[start..<start + stride])
                    let weight = Sum(truncatingIfNeeded: taps.weights[tap])
                    if isOpaque {
                        unsafe Self.addOpaque(row, weight, to: sums)
                    } else {
                        unsafe Self.add(row, weight, to: sums)
                    }
                    start += stride
                }
            }
        }
    }

    @inline(__always)
    @unsafe
    private static func addOpaque<Sum: FixedWidthInteger & UnsignedInteger>(
        _ row: UnsafeBufferPointer<UInt8>,
        _ weight: Sum,
        to sums: UnsafeMutableBufferPointer<Sum>
    ) {
        for index in 0..<row.count {
            unsafe sums[index] &+= weight &* Sum(truncatingIfNeeded: row[index])
        }
    }

    /// Weighs colours by their alpha too, so that what is transparent does not shine through.
    @inline(__always)
    @unsafe
    private static func add<Sum: FixedWidthInteger & UnsignedInteger>(
        _ row: UnsafeBufferPointer<UInt8>,
        _ weight: Sum,
        to sums: UnsafeMutableBufferPointer<Sum>
    ) {
        for index in stride(from: 0, to: row.count, by: 4) {
            let alpha = unsafe weight &* Sum(truncatingIfNeeded: row[index + 3])
            unsafe sums[index] &+= alpha &* Sum(truncatingIfNeeded: row[index])
            unsafe sums[index + 1] &+= alpha &* Sum(truncatingIfNeeded: row[index + 1])
            unsafe sums[index + 2] &+= alpha &* Sum(truncatingIfNeeded: row[index + 2])
            unsafe sums[index + 3] &+= alpha
        }
    }

    /// The weighted sum of the columns that output column `index` is made of.
    @inline(__always)
    @unsafe
    private static func total<Sum: FixedWidthInteger & UnsignedInteger>(
        _ sums: UnsafeBufferPointer<Sum>,
        _ taps: AxisTaps,
        _ index: Int
    ) -> SIMD4<UInt64> {
        var total = SIMD4<UInt64>()
        var start = 4 * taps.starts[index]
        for tap in taps.bounds[index]..<taps.bounds[index + 1] {
            let weight = UInt64(taps.weights[tap])
            total[0] &+= unsafe weight &* UInt64(truncatingIfNeeded: sums[start])
            total[1] &+= unsafe weight &* UInt64(truncatingIfNeeded: sums[start + 1])
            total[2] &+= unsafe weight &* UInt64(truncatingIfNeeded: sums[start + 2])
            total[3] &+= unsafe weight &* UInt64(truncatingIfNeeded: sums[start + 3])
            start += 4
        }
        return total
    }

    @unsafe
    private func average<Sum: FixedWidthInteger & UnsignedInteger>(
        _ sums: UnsafeBufferPointer<Sum>,
        _ taps: AxisTaps,
        _ divisor: UInt64,
        into line: UnsafeMutableBufferPointer<UInt8>
    ) {
        for index in 0..<taps.count {
            let total = unsafe Self.total(sums, taps, index)
            // What colours were weighed by, alpha included; nothing where all of it is transparent.
            let weight = isOpaque ? divisor : total[3]
            for component in 0..<3 {
                let value = weight == 0 ? 0 : (total[component] + weight / 2) / weight
                unsafe line[4 * index + component] = UInt8(truncatingIfNeeded: value)
            }
            let alpha = isOpaque ? 255 : UInt8(truncatingIfNeeded: (total[3] + divisor / 2) / divisor)
            unsafe line[4 * index + 3] = alpha
        }
    }
}
