// SPDX-License-Identifier: Apache-2.0

import Model

/// The part of a picture that is meant to be seen, as ISO/IEC 14496-12 (12.1.4) has it: its size, and how far its centre
/// lies from that of the picture, to the right and down, in samples.
struct CleanAperture: Hashable {
    /// A ratio of whole numbers, the second one above zero.
    private struct Ratio: Hashable {
        var numerator: Int128
        var denominator: Int128
    }

    private let width: Ratio
    private let height: Ratio
    private let right: Ratio
    private let down: Ratio

    /// Reads what is in a `clap` box; fails when it is too short or divides by zero.
    init?(box: [UInt8]) {
        // The offsets may lie below zero, and no size is so large that it would be taken for one that does.
        let numbers = (0..<8).compactMap { index in
            let number: Int32? = box.number(at: 4 * index)
            return number.map { Int128($0) }
        }
        guard numbers.count == 8, [1, 3, 5, 7].allSatisfy({ numbers[$0] > 0 }) else { return nil }
        width = Ratio(numerator: numbers[0], denominator: numbers[1])
        height = Ratio(numerator: numbers[2], denominator: numbers[3])
        right = Ratio(numerator: numbers[4], denominator: numbers[5])
        down = Ratio(numerator: numbers[6], denominator: numbers[7])
    }

    /// What is left of a picture of `size` without as many samples at its four sides.
    init(of size: PixelSize, without left: Int32, _ top: Int32, _ right: Int32, _ bottom: Int32) {
        let (left, top, right, bottom) = (Int128(left), Int128(top), Int128(right), Int128(bottom))
        width = Ratio(numerator: Int128(size.width) - left - right, denominator: 1)
        height = Ratio(numerator: Int128(size.height) - top - bottom, denominator: 1)
        self.right = Ratio(numerator: left - right, denominator: 2)
        down = Ratio(numerator: top - bottom, denominator: 2)
    }

    /// The samples of a picture of `size` that lie in it, its edges rounded to whole ones.
    ///
    /// - Returns: `nil` when it reaches beyond the picture, is empty, or is the whole picture.
    func crop(of size: PixelSize) -> Crop? {
        guard let columns = Self.samples(width, right, of: size.width),
            let rows = Self.samples(height, down, of: size.height),
            columns.count < size.width || rows.count < size.height
        else { return nil }
        return Crop(
            left: columns.lowerBound,
            top: rows.lowerBound,
            size: PixelSize(width: columns.count, height: rows.count)
        )
    }

    /// The samples of a row of `length` whose middle `offset` is that of the `extent` which is seen.
    private static func samples(_ extent: Ratio, _ offset: Ratio, of length: Int) -> Range<Int>? {
        let (scale, shift) = (extent.denominator * offset.denominator, 2 * offset.numerator * extent.denominator)
        let (middle, half) = (Int128(length) * scale + shift, extent.numerator * offset.denominator)
        let (start, end, unit) = (middle - half, middle + half, 2 * scale)
        guard half > 0, start >= 0, end <= Int128(length) * unit else { return nil }
        let edges = (Int((start + scale) / unit), Int((end + scale) / unit))
        return edges.0 < edges.1 ? edges.0..<edges.1 : nil
    }
}

/// Samples of a picture that are to be shown, without the others.
struct Crop: Hashable {
    /// Samples before the first one, in each row and each column.
    var left: Int
    var top: Int
    var size: PixelSize
}
