// SPDX-License-Identifier: Apache-2.0

package import Model

/// Makes planes of 8-bit samples smaller: each new sample is the average of the area that it covers, whose outer samples
/// count by the part of them that lies within.
///
/// Rows are added up first, which touches every sample of the source in order, then columns of the few rows left. Both
/// are done in lanes of 16 bits.
package struct AreaScaler: Sendable {
    /// How many samples of a line may go into one at most: the weights of more would be too small to be exact.
    package static let largestFactor = 32

    /// Of the new plane.
    private let size: PixelSize
    private let sourceWidth: Int
    /// The first row of the source that each new row has a part of.
    private let firstRows: [Int]
    /// Where the weights of each new row begin in ``rowWeights``; one more than there are rows.
    private let rowBounds: [Int]
    /// In parts of ``rowParts``.
    private let rowWeights: [UInt16]
    private let columns: AreaColumns

    /// A sum of rows is 128 times their average.
    private static let rowParts: UInt64 = 1 << 15

    /// Plans planes of `size`, made from such of `source`; fails where they are larger in one direction, or smaller by
    /// more than ``largestFactor``.
    package init?(from source: PixelSize, to size: PixelSize) {
        func isInReach(_ from: Int, _ to: Int) -> Bool { to > 0 && to <= from && from <= Self.largestFactor * to }
        guard isInReach(source.width, size.width), isInReach(source.height, size.height) else { return nil }
        self.size = size
        sourceWidth = source.width
        let down = AxisTaps(source: source.height, target: size.height, visible: 0..<size.height)
        firstRows = down.starts
        rowBounds = down.bounds
        rowWeights = (0..<size.height).flatMap { down.weights(of: $0, in: Self.rowParts).map { UInt16($0) } }
        columns = AreaColumns(AxisTaps(source: source.width, target: size.width, visible: 0..<size.width))
    }

    /// Makes the upper left part of `plane` of the plane whose rows begin at `samples` and `stride` bytes on from each
    /// other, which may be less than 0.
    ///
    /// `plane` must have that part.
    @unsafe
    package func scale(_ samples: UnsafePointer<UInt8>, stride: Int, into plane: inout PixelBuffer.Plane) {
        precondition(plane.width >= size.width && plane.height >= size.height, "the plane is smaller than its picture")
        // Beyond the last sample are those that the last steps read and weigh with nothing.
        var sums = [Int16](repeating: 0, count: sourceWidth + columns.reach)
        unsafe plane.bytes.withUnsafeMutableBufferPointer { output in
            unsafe sums.withUnsafeMutableBufferPointer { sums in
                guard let sums = sums.baseAddress, var line = output.baseAddress else { return }
                for row in 0..<size.height {
                    unsafe sum(row, of: samples, stride, into: sums)
                    // A plane's rows have room for whole steps.
                    unsafe columns.average(sums, into: line)
                    unsafe line += plane.stride
                }
            }
        }
    }

    /// Adds up the rows that the new row `index` is made of: 128 times their average, and half of that step for rounding.
    @unsafe
    private func sum(
        _ index: Int,
        of samples: UnsafePointer<UInt8>,
        _ stride: Int,
        into sums: UnsafeMutablePointer<Int16>
    ) {
        let weights = rowWeights[rowBounds[index]..<rowBounds[index + 1]]
        // What is cut off below a sum's unit is half of one, unless the weight is whole in units.
        let cut = weights.count { $0 % 512 != 0 }
        unsafe sums.update(repeating: Int16(cut / 2), count: sourceWidth)
        var row = unsafe samples + firstRows[index] * stride
        for weight in weights {
            unsafe Self.add(row, sourceWidth, weight, to: sums)
            unsafe row += stride
        }
    }

    /// Adds `row`, weighed: the upper half of products of 16 bits, as vector instructions have it.
    @inline(__always)
    @unsafe
    private static func add(
        _ row: UnsafePointer<UInt8>,
        _ count: Int,
        _ weight: UInt16,
        to sums: UnsafeMutablePointer<Int16>
    ) {
        for index in 0..<count {
            // The middle of the steps of a sample: half of one is what rounding adds.
            let sample = unsafe UInt16(truncatingIfNeeded: row[index]) &<< 8 | 128
            let product = UInt32(truncatingIfNeeded: sample) &* UInt32(truncatingIfNeeded: weight)
            unsafe sums[index] &+= Int16(truncatingIfNeeded: product &>> 16)
        }
    }
}
