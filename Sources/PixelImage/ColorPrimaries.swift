// SPDX-License-Identifier: Apache-2.0

/// The colours that red, green, blue and white stand for: chromaticities of CIE 1931.
package struct ColorPrimaries: Hashable, Sendable {
    /// A point of the chromaticity diagram; `y` is not 0.
    package struct Point: Hashable, Sendable {
        package var x: Double
        package var y: Double

        package init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }

        /// The colour of luminance 1.
        var xyz: [Double] { [x / y, 1, (1 - x - y) / y] }
    }

    package var red: Point
    package var green: Point
    package var blue: Point
    package var white: Point

    package init(red: Point, green: Point, blue: Point, white: Point) {
        self.red = red
        self.green = green
        self.blue = blue
        self.white = white
    }

    private static let d65 = Point(0.3127, 0.3290)
    private static let illuminantC = Point(0.310, 0.316)

    /// ITU-R BT.709, and sRGB.
    package static let bt709 = ColorPrimaries(
        red: Point(0.640, 0.330),
        green: Point(0.300, 0.600),
        blue: Point(0.150, 0.060),
        white: d65
    )
    /// ITU-R BT.2020 and BT.2100.
    package static let bt2020 = ColorPrimaries(
        red: Point(0.708, 0.292),
        green: Point(0.170, 0.797),
        blue: Point(0.131, 0.046),
        white: d65
    )
    /// ITU-R BT.601 for 525 lines, and SMPTE ST 170.
    private static let smpte170 = ColorPrimaries(
        red: Point(0.630, 0.340),
        green: Point(0.310, 0.595),
        blue: Point(0.155, 0.070),
        white: d65
    )

    /// The primaries of a code point of ITU-T H.273, table 2; `nil` for what is unspecified, reserved, or no primaries of
    /// red, green and blue.
    package init?(codePoint: Int) {
        switch codePoint {
        case 1: self = .bt709
        case 4:
            self.init(
                red: Point(0.67, 0.33),
                green: Point(0.21, 0.71),
                blue: Point(0.14, 0.08),
                white: Self.illuminantC
            )
        case 5: self.init(red: Point(0.64, 0.33), green: Point(0.29, 0.60), blue: Point(0.15, 0.06), white: Self.d65)
        case 6, 7: self = .smpte170
        case 8:
            self.init(
                red: Point(0.681, 0.319),
                green: Point(0.243, 0.692),
                blue: Point(0.145, 0.049),
                white: Self.illuminantC
            )
        case 9: self = .bt2020
        case 11:
            let white = Point(0.314, 0.351)
            self.init(red: Point(0.680, 0.320), green: Point(0.265, 0.690), blue: Point(0.150, 0.060), white: white)
        case 12:
            self.init(red: Point(0.680, 0.320), green: Point(0.265, 0.690), blue: Point(0.150, 0.060), white: Self.d65)
        case 22:
            self.init(red: Point(0.630, 0.340), green: Point(0.295, 0.605), blue: Point(0.155, 0.077), white: Self.d65)
        default: return nil
        }
    }

    /// Whether it is `other` but for rounding.
    package func isClose(to other: ColorPrimaries) -> Bool {
        zip([red, green, blue, white], [other.red, other.green, other.blue, other.white]).allSatisfy {
            abs($0.x - $1.x) < 0.002 && abs($0.y - $1.y) < 0.002
        }
    }

    /// From linear red, green and blue to CIE XYZ, white having luminance 1; `nil` when the primaries span no colours.
    var toXYZ: Matrix3? {
        let primaries = Matrix3(columns: red.xyz, green.xyz, blue.xyz)
        guard let amounts = primaries.inverse?.applied(to: white.xyz) else { return nil }
        return primaries.times(.diagonal(amounts))
    }

    /// From linear colours of these primaries to linear colours of `other`, white becoming white.
    ///
    /// Where the whites differ, the eye's adaptation is taken to be Bradford's, as in ICC profiles (ICC.1:2010, annex E).
    func converted(to other: ColorPrimaries) -> Matrix3? {
        guard let source = toXYZ, let target = other.toXYZ?.inverse, let back = Self.bradford.inverse else {
            return nil
        }
        guard white != other.white else { return target.times(source) }
        let (from, to) = (Self.bradford.applied(to: white.xyz), Self.bradford.applied(to: other.white.xyz))
        let adaptation = back.times(.diagonal(zip(from, to).map { $1 / $0 })).times(Self.bradford)
        return target.times(adaptation).times(source)
    }

    private static let bradford = Matrix3(rows: [
        [0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296],
    ])
}
