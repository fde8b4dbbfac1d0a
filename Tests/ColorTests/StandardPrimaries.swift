// SPDX-License-Identifier: Apache-2.0

/// The colours of red, green and blue in the standards, and the ways between them.
enum StandardPrimaries: Hashable {
    case bt709, bt601For525Lines, bt601For625Lines, bt2020, displayP3, adobeRGB

    /// Chromaticities of red, green and blue, whose white is D65.
    var chromaticities: [(x: Double, y: Double)] {
        switch self {
        case .bt709: [(0.64, 0.33), (0.30, 0.60), (0.15, 0.06)]
        case .bt601For525Lines: [(0.630, 0.340), (0.310, 0.595), (0.155, 0.070)]
        case .bt601For625Lines: [(0.64, 0.33), (0.29, 0.60), (0.15, 0.06)]
        case .bt2020: [(0.708, 0.292), (0.170, 0.797), (0.131, 0.046)]
        case .displayP3: [(0.680, 0.320), (0.265, 0.690), (0.150, 0.060)]
        case .adobeRGB: [(0.64, 0.33), (0.21, 0.71), (0.15, 0.06)]
        }
    }

    private static let white = [0.3127 / 0.3290, 1, (1 - 0.3127 - 0.3290) / 0.3290]

    /// CIE XYZ of linear red, green and blue.
    func xyz(_ linear: [Double]) -> [Double] {
        let columns = columns
        return (0..<3).map { row in (0..<3).reduce(0) { $0 + columns[$1][row] * linear[$1] } }
    }

    /// Linear red, green and blue of CIE XYZ.
    func linear(xyz: [Double]) -> [Double] { Self.solve(columns, xyz) }

    /// The colour of `linear`, which is one of `other`.
    func linear(_ linear: [Double], from other: StandardPrimaries) -> [Double] {
        self == other ? linear : self.linear(xyz: other.xyz(linear))
    }

    /// The shares of red, green and blue in luminance.
    var luminance: [Double] { columns.map { $0[1] } }

    /// XYZ of each primary, in the amounts that make white (SMPTE RP 177).
    private var columns: [[Double]] {
        let points = chromaticities.map { [$0.x / $0.y, 1, (1 - $0.x - $0.y) / $0.y] }
        let amounts = Self.solve(points, Self.white)
        return zip(points, amounts).map { point, amount in point.map { $0 * amount } }
    }

    /// The amounts of three columns that add up to `vector`, by Cramer's rule.
    static func solve(_ columns: [[Double]], _ vector: [Double]) -> [Double] {
        let whole = determinant(columns)
        return (0..<3).map { index in
            var replaced = columns
            replaced[index] = vector
            return determinant(replaced) / whole
        }
    }

    private static func determinant(_ c: [[Double]]) -> Double {
        c[0][0] * (c[1][1] * c[2][2] - c[2][1] * c[1][2]) - c[1][0] * (c[0][1] * c[2][2] - c[2][1] * c[0][2])
            + c[2][0] * (c[0][1] * c[1][2] - c[1][1] * c[0][2])
    }
}
