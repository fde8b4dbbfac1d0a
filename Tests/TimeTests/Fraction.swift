// SPDX-License-Identifier: Apache-2.0

import Model

/// An exact number of seconds.
struct Fraction: Hashable, Comparable, Sendable, CustomStringConvertible {
    let numerator: Int64
    /// Above zero; the fraction is reduced.
    let denominator: Int64

    init(_ numerator: Int64, _ denominator: Int64 = 1) {
        precondition(denominator > 0, "a denominator that is not above zero")
        var (divisor, rest) = (abs(numerator), denominator)
        while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
        self.numerator = numerator / divisor
        self.denominator = denominator / divisor
    }

    init(_ time: MediaTime) {
        self.init(time.ticks * Int64(time.numerator), Int64(time.denominator))
    }

    init(milliseconds: Int64) {
        self.init(milliseconds, 1000)
    }

    static let zero = Fraction(0)

    /// The last whole millisecond at or before it.
    var milliseconds: Int64 {
        let scaled = numerator * 1000
        return scaled >= 0 ? scaled / denominator : -((-scaled + denominator - 1) / denominator)
    }

    /// The nearest multiple of 1/`rate`, of two the larger.
    func rounded(toTicksOf rate: Int64) -> Fraction {
        let doubled = 2 * numerator * rate + denominator
        let divisor = 2 * denominator
        return Fraction(doubled >= 0 ? doubled / divisor : -((-doubled + divisor - 1) / divisor), rate)
    }

    static func < (first: Fraction, second: Fraction) -> Bool {
        Int128(first.numerator) * Int128(second.denominator) < Int128(second.numerator) * Int128(first.denominator)
    }

    static func + (first: Fraction, second: Fraction) -> Fraction {
        Fraction(
            first.numerator * second.denominator + second.numerator * first.denominator,
            first.denominator * second.denominator
        )
    }

    static func - (first: Fraction, second: Fraction) -> Fraction {
        first + Fraction(-second.numerator, second.denominator)
    }

    static func * (first: Fraction, second: Int) -> Fraction {
        Fraction(first.numerator * Int64(second), first.denominator)
    }

    func distance(to other: Fraction) -> Fraction { self < other ? other - self : self - other }

    var description: String { denominator == 1 ? "\(numerator) s" : "\(numerator)/\(denominator) s" }
}
