// SPDX-License-Identifier: Apache-2.0

/// A function of 0...1, computed at equal steps and interpolated between them.
struct CurveTable {
    private static let steps = 4096
    /// 1.5 · 2²³, from which on floats are whole.
    private static let whole: Float = 12_582_912

    private let values: [Float]

    init(_ function: (Double) -> Double) {
        // One more value, which is interpolated with the weight 0.
        values = (0...Self.steps + 1).map { Float(function(min(1, Double($0) / Double(Self.steps)))) }
    }

    /// The function at `position`; beyond the ends, at the nearest one.
    @inline(__always)
    func at(_ position: Float) -> Float {
        // A comparison with what is no number is false, so that it counts as 0.
        let scaled = position > 0 ? min(position * Float(Self.steps), Float(Self.steps)) : 0
        // Rounds down by an addition, which is quicker than a conversion that has to look whether it may.
        let index = Int(((scaled - 0.5) + Self.whole).bitPattern & 0x3F_FFFF)
        let (left, right) = (values[index], values[index + 1])
        return left + (right - left) * (scaled - Float(Int32(truncatingIfNeeded: index)))
    }

    @inline(__always)
    func at(_ positions: SIMD3<Float>) -> SIMD3<Float> {
        SIMD3(at(positions.x), at(positions.y), at(positions.z))
    }
}
