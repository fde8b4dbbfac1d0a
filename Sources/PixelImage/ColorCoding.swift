// SPDX-License-Identifier: Apache-2.0

/// How three samples stand for the signals of red, green and blue.
package struct ColorCoding: Hashable, Sendable {
    /// What the three samples are.
    package enum Matrix: Hashable, Sendable {
        /// Red, green and blue themselves.
        case rgb
        /// Luma and the differences of blue and red from it, by the shares of red and blue in luma.
        case luma(red: Double, blue: Double)
        /// Luma and the differences of green and orange from it.
        case greenOrange
        /// Intensity and two differences of what the eye's cones see (BT.2100, tables 6 and 7), by either curve.
        case cones(isHybridLogGamma: Bool)
        /// Dolby Vision's own, by what a frame brings along.
        case dolbyVision(DolbyVision)
        /// The first sample alone, as grey.
        case intensity
    }

    package var matrix: Matrix
    /// Whether samples use all of their codes, rather than 16...235 (colour differences 16...240) of each 256.
    package var isFullRange: Bool
    /// Bits of a sample.
    package var depth: Int

    package init(matrix: Matrix, isFullRange: Bool, depth: Int) {
        self.matrix = matrix
        self.isFullRange = isFullRange
        self.depth = depth
    }

    /// The largest code, shifted up to 16 bits.
    var largest: Double { 65536 - Double(1 << max(0, 16 - depth)) }

    /// The signals of a sample triple that was shifted up to 16 bits, or of Dolby Vision's components:
    /// `offsets + factors · samples`.
    var signals: (factors: Matrix3, offsets: [Double]) {
        if case .dolbyVision(let coding) = matrix {
            return (coding.signals, coding.signals.applied(to: coding.offsets).map(-))
        }
        let (mixing, hasDifferences) = mixing
        // Full range ends at the largest code, limited range at a part of 256.
        let whole = isFullRange ? largest : 65536
        let first = isFullRange ? (scale: 1 / whole, zero: 0) : (scale: 256 / (219 * whole), zero: 16 * 256.0)
        let difference = (scale: isFullRange ? 1 / whole : 256 / (224 * whole), zero: 128 * 256.0)
        let second = hasDifferences ? difference : first
        let scales = [first.scale, second.scale, second.scale]
        let factors = mixing.times(.diagonal(scales))
        return (factors, factors.applied(to: [-first.zero, -second.zero, -second.zero]))
    }

    /// From the samples as numbers (0...1, differences -0.5...0.5) to signals, and whether there are differences.
    private var mixing: (Matrix3, hasDifferences: Bool) {
        switch matrix {
        case .rgb, .dolbyVision: return (.identity, false)
        case .luma(let red, let blue):
            let green = 1 - red - blue
            let (fromBlue, fromRed) = (2 * (1 - blue), 2 * (1 - red))
            let rows = [[1, 0, fromRed], [1, -fromBlue * blue / green, -fromRed * red / green], [1, fromBlue, 0]]
            return (Matrix3(rows: rows), true)
        case .greenOrange:
            return (Matrix3(rows: [[1, -1, 1], [1, 1, 0], [1, -1, -1]]), true)
        case .cones(let isHybridLogGamma):
            let rows: [[Double]] =
                isHybridLogGamma
                ? [[2048, 2048, 0], [3625, -7465, 3840], [9500, -9212, -288]]
                : [[2048, 2048, 0], [6610, -13613, 7003], [17933, -17390, -543]]
            let forward = Matrix3(rows: rows.map { row in row.map { $0 / 4096 } })
            return (forward.inverse ?? .identity, true)
        case .intensity:
            return (Matrix3(rows: [[1, 0, 0], [1, 0, 0], [1, 0, 0]]), true)
        }
    }

    /// From the light that the signals stand for to linear red, green and blue.
    var linear: Matrix3? {
        if case .dolbyVision(let coding) = matrix { return coding.toBT2020 }
        guard case .cones = matrix else { return nil }
        // BT.2100, table 6: the inverse of what the cones see of BT.2020's red, green and blue.
        let rows: [[Double]] = [[1688, 2146, 262], [683, 2951, 462], [99, 309, 3688]]
        return Matrix3(rows: rows.map { row in row.map { $0 / 4096 } }).inverse
    }
}

extension ColorCoding.Matrix {
    /// The matrix of a code point of ITU-T H.273, table 4; `nil` for what is unspecified, reserved, or read by nothing
    /// here.
    ///
    /// Constant luminance (10 and 13) is read as if it were not, which is right for greys and near for other colours.
    ///
    /// - Parameters:
    ///   - primaries: What the shares in luma follow from, where the code point says so.
    ///   - transfer: What tells the two kinds of ICtCp apart.
    package init?(codePoint: Int, primaries: ColorPrimaries, transfer: TransferCurve) {
        switch codePoint {
        case 0: self = .rgb
        case 1: self = .luma(red: 0.2126, blue: 0.0722)
        case 4: self = .luma(red: 0.30, blue: 0.11)
        case 5, 6: self = .luma(red: 0.299, blue: 0.114)
        case 7: self = .luma(red: 0.212, blue: 0.087)
        case 8: self = .greenOrange
        case 9, 10: self = .luma(red: 0.2627, blue: 0.0593)
        case 12, 13:
            guard let luminance = primaries.toXYZ?.rows[1] else { return nil }
            self = .luma(red: luminance[0], blue: luminance[2])
        case 14: self = .cones(isHybridLogGamma: transfer == .hybridLogGamma)
        default: return nil
        }
    }
}
