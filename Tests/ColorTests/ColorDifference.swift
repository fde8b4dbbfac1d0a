// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A colour as the eye tells it from others: CIE 1976 L*a*b*, under D65.
struct LabColor {
    var lightness: Double
    var a: Double
    var b: Double

    init(lightness: Double, a: Double, b: Double) {
        self.lightness = lightness
        self.a = a
        self.b = b
    }

    /// Takes red, green and blue of sRGB, each 0...255 (IEC 61966-2-1; CIE 15:2004, section 8.2.1).
    init(sRGB: [Double]) {
        let linear = sRGB.map { StandardCurve.sRGB.light($0 / 255) }
        // sRGB's matrix, divided by the white of D65.
        let x = (0.4124 * linear[0] + 0.3576 * linear[1] + 0.1805 * linear[2]) / 0.9505
        let y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        let z = (0.0193 * linear[0] + 0.1192 * linear[1] + 0.9505 * linear[2]) / 1.0890
        let root = { (part: Double) in part > 216.0 / 24389 ? cbrt(part) : (24389.0 / 27 * part + 16) / 116 }
        self.init(lightness: 116 * root(y) - 16, a: 500 * (root(x) - root(y)), b: 200 * (root(y) - root(z)))
    }

    /// How different `other` looks: CIEDE2000 with unit weights (CIE 142:2001), of which 1 can just be seen.
    func difference(from other: LabColor) -> Double {
        let chroma = { (color: LabColor) in hypot(color.a, color.b) }
        let mean7 = pow((chroma(self) + chroma(other)) / 2, 7)
        let stretch = 1 + 0.5 * (1 - sqrt(mean7 / (mean7 + pow(25, 7))))
        let (first, second) = (Polar(self, stretch), Polar(other, stretch))
        let isGrey = first.chroma * second.chroma == 0
        var turn = second.hue - first.hue
        if turn > 180 { turn -= 360 } else if turn < -180 { turn += 360 }
        if isGrey { turn = 0 }
        let deltaHue = 2 * sqrt(first.chroma * second.chroma) * Polar.sine(turn / 2)
        var hue = first.hue + second.hue
        if !isGrey {
            if abs(first.hue - second.hue) > 180 { hue += hue < 360 ? 360 : -360 }
            hue /= 2
        }
        let (meanL, meanC) = ((lightness + other.lightness) / 2, (first.chroma + second.chroma) / 2)
        let t =
            1 - 0.17 * Polar.cosine(hue - 30) + 0.24 * Polar.cosine(2 * hue) + 0.32 * Polar.cosine(3 * hue + 6)
            - 0.20 * Polar.cosine(4 * hue - 63)
        let square = (meanL - 50) * (meanL - 50)
        let byLightness = (other.lightness - lightness) / (1 + 0.015 * square / sqrt(20 + square))
        let byChroma = (second.chroma - first.chroma) / (1 + 0.045 * meanC)
        let byHue = deltaHue / (1 + 0.015 * meanC * t)
        let rotation = 30 * exp(-pow((hue - 275) / 25, 2))
        let chroma7 = pow(meanC, 7)
        let twist = -2 * sqrt(chroma7 / (chroma7 + pow(25, 7))) * Polar.sine(2 * rotation)
        return sqrt(byLightness * byLightness + byChroma * byChroma + byHue * byHue + twist * byChroma * byHue)
    }

    /// Chroma and hue, with the a axis stretched where chroma is small; degrees.
    private struct Polar {
        var chroma: Double
        var hue: Double

        init(_ color: LabColor, _ stretch: Double) {
            let a = color.a * stretch
            chroma = hypot(a, color.b)
            let degrees = chroma == 0 ? 0 : atan2(color.b, a) * 180 / .pi
            hue = degrees < 0 ? degrees + 360 : degrees
        }

        static func sine(_ degrees: Double) -> Double { sin(degrees * .pi / 180) }
        static func cosine(_ degrees: Double) -> Double { cos(degrees * .pi / 180) }
    }
}
