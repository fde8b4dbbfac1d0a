// SPDX-License-Identifier: Apache-2.0

/// How to get past the AC coefficients of a block without their values, by the next bits of a file.
///
/// A step goes past as many coefficients as these bits name; the value of the last one may lie beyond them.
enum CoefficientSkips {
    /// 256 times the coefficients that it goes past, and ``end`` more where the block ends with them; and all of their bits,
    /// which are at most 22.
    typealias Step = UInt16

    /// Bits that are looked up.
    static let bits = 12
    /// Twice what a block has of coefficients.
    static let end = 128
    /// Where the bits are too few for a word, or have none.
    private static let unknown: Step = 255 << 8

    static func table(_ code: HuffmanCode) -> [Step] {
        (0..<1 << bits).map { step(UInt64($0) << UInt64(64 - bits), code) }
    }

    /// Whether a block ends rightly where such steps have led from one of its coefficients to `place`.
    @inline(__always)
    static func isEnd(_ place: Int) -> Bool { place == 64 || end + 1..<end + 64 ~= place }

    private static func step(_ window: UInt64, _ code: HuffmanCode) -> Step {
        var (length, count) = (0, 0)
        while length < bits, let next = code.coefficient(at: window << UInt64(length)),
            length + next.word <= bits, count + next.zeros + 1 < 64
        {
            length += next.length
            if next.isEnd { return Step((end + count) << 8 | length) }
            count += next.zeros + 1
        }
        return length > 0 ? Step(count << 8 | length) : unknown
    }
}
