// SPDX-License-Identifier: Apache-2.0

/// A block that becomes two by two samples: libjpeg's own transform to the bit (`jpeg_idct_2x2` in its jidctred.c), which
/// leaves out every even frequency but the lowest.
struct HalvedBlock {
    /// What a coefficient counts for.
    struct Share {
        /// The sum that it is added to: 0 to 4 are of columns, 8 to 12 of what the columns' halves differ by.
        let sum: Int32
        /// Its quantisation step in 2^-15ths: of the step itself in the top row, of half the difference in the others.
        let factor: Int32
    }

    /// By its row: how much a coefficient counts for in its column.
    private static let weights: [Int: Int32] = [0: 32768, 1: 29692, 3: -10426, 5: 6967, 7: -5906]
    private static let columns: [Int: Int32] = [0: 0, 1: 1, 3: 2, 5: 3, 7: 4]
    /// More than the coefficients of any samples come to; up to there nothing overflows in any of libjpeg's versions.
    private static let limit = 5900 << 15

    private var sums = InlineArray<16, Int>(repeating: 0)
    private var magnitude = 0

    /// What the coefficients count for, in their order in the file, where `steps` are their quantisation steps.
    static func shares(_ steps: [UInt8]) -> [Share] {
        zip(steps, zigzag).map { step, place in
            guard let weight = weights[place.row], let column = columns[place.column] else {
                return Share(sum: 15, factor: 0)
            }
            return Share(sum: place.row == 0 ? column : column + 8, factor: Int32(step) * weight)
        }
    }

    /// Adds a coefficient.
    @inline(__always)
    mutating func add(_ value: Int, _ share: Share) {
        let product = value &* Int(share.factor)
        magnitude &+= Int(truncatingIfNeeded: product.magnitude)
        sums[Int(share.sum) & 15] &+= product
    }

    /// Its samples' levels, of which 0 is grey, in rows; `nil` where no samples make such coefficients.
    @inline(__always)
    func levels() -> (Int, Int, Int, Int)? {
        guard magnitude <= Self.limit else { return nil }
        let (first, second, third, fourth, fifth) = (halves(0), halves(1), halves(2), halves(3), halves(4))
        let upper = Self.difference(second.upper, third.upper, fourth.upper, fifth.upper)
        let lower = Self.difference(second.lower, third.lower, fourth.lower, fifth.lower)
        let (above, below) = (first.upper &<< 15 &+ 1 &<< 19, first.lower &<< 15 &+ 1 &<< 19)
        return (
            (above &+ upper) &>> 20, (above &- upper) &>> 20,
            (below &+ lower) &>> 20, (below &- lower) &>> 20
        )
    }

    /// A column's upper and lower half, in quarters.
    @inline(__always)
    private func halves(_ column: Int) -> (upper: Int, lower: Int) {
        let (mean, difference) = (sums[column] &+ 1 &<< 12, sums[column + 8])
        return ((mean &+ difference) &>> 13, (mean &- difference) &>> 13)
    }

    @inline(__always)
    private static func difference(_ first: Int, _ third: Int, _ fifth: Int, _ seventh: Int) -> Int {
        first &* 29692 &- third &* 10426 &+ fifth &* 6967 &- seventh &* 5906
    }

    /// The places of a block's coefficients in their order in the file: diagonal after diagonal, up and down in turn
    /// (ITU-T T.81, figure 5).
    private static let zigzag: [(row: Int, column: Int)] = (0...14).flatMap { diagonal in
        let places = (max(0, diagonal - 7)...min(7, diagonal)).map { (row: $0, column: diagonal - $0) }
        return diagonal.isMultiple(of: 2) ? places.reversed() : places
    }
}
