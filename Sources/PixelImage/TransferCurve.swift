// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How the strength of a signal, 0...1, stands for light.
package enum TransferCurve: Hashable, Sendable {
    /// The curves of BT.709, BT.601, BT.2020, SMPTE ST 240, BT.470, xvYCC and sRGB.
    ///
    /// They differ a little on paper, but what is seen is what a display makes of the signal, and players hand all of
    /// these to it unchanged: they count as sRGB's (IEC 61966-2-1).
    case display
    /// Light is the signal to this power.
    case power(Double)
    /// Light is 10 to the power of the signal, over this many decades; signal 0 is darkness.
    case logarithm(decades: Double)
    /// The perceptual quantizer of SMPTE ST 2084 and BT.2100: signal 1 is 10,000 cd/m².
    case perceptualQuantizer
    /// Hybrid log-gamma of ARIB STD-B67 and BT.2100: the signal is that of a camera, signal 1 is the brightest of its scene.
    case hybridLogGamma

    /// The curve of a code point of ITU-T H.273, table 3; `nil` for what is unspecified or reserved.
    package init?(codePoint: Int) {
        switch codePoint {
        case 1, 4, 5, 6, 7, 11, 12, 13, 14, 15: self = .display
        case 8: self = .power(1)
        case 9: self = .logarithm(decades: 2)
        case 10: self = .logarithm(decades: 2.5)
        case 16: self = .perceptualQuantizer
        // SMPTE ST 428: the gamma of digital cinema.
        case 17: self = .power(2.6)
        case 18: self = .hybridLogGamma
        default: return nil
        }
    }

    /// Whether light goes far beyond the white of a page, so that it takes tone mapping to show it.
    package var isHighDynamicRange: Bool { self == .perceptualQuantizer || self == .hybridLogGamma }

    /// The light of a signal of the perceptual quantizer, in cd/m².
    package static func perceptualPeak(_ signal: Double) -> Double {
        PerceptualQuantizer.peak * PerceptualQuantizer.light(signal)
    }

    /// The light of `signal`, 0...1: parts of white, of 10,000 cd/m², or of the scene's brightest light.
    func light(_ signal: Double) -> Double {
        switch self {
        case .display: signal <= 0.04045 ? signal / 12.92 : pow((signal + 0.055) / 1.055, 2.4)
        case .power(let exponent): pow(signal, exponent)
        case .logarithm(let decades): signal > 0 ? pow(10, (signal - 1) * decades) : 0
        case .perceptualQuantizer: PerceptualQuantizer.light(signal)
        case .hybridLogGamma: Self.hybridLogGammaLight(signal)
        }
    }

    /// The signal by which sRGB stores `light`, both 0...1.
    static func displaySignal(_ light: Double) -> Double {
        light <= 0.003_130_8 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055
    }

    /// BT.2100, table 5, the inverse OETF.
    private static func hybridLogGammaLight(_ signal: Double) -> Double {
        let a = 0.178_832_77
        let b = 1 - 4 * a
        let c = 0.5 - a * log(4 * a)
        return signal <= 0.5 ? signal * signal / 3 : (exp((signal - c) / a) + b) / 12
    }
}

/// The perceptual quantizer (BT.2100, table 4): signals in equal steps look like equal steps.
enum PerceptualQuantizer {
    /// What signal 1 stands for, in cd/m².
    static let peak = 10_000.0

    private static let m1 = 2610.0 / 16384
    private static let m2 = 2523.0 / 4096 * 128
    private static let c1 = 3424.0 / 4096
    private static let c2 = 2413.0 / 4096 * 32
    private static let c3 = 2392.0 / 4096 * 32

    /// The light of `signal`, as a part of ``peak``.
    static func light(_ signal: Double) -> Double {
        let root = pow(max(0, signal), 1 / m2)
        return pow(max(0, root - c1) / (c2 - c3 * root), 1 / m1)
    }

    /// The signal of `light`, which is a part of ``peak``.
    static func signal(_ light: Double) -> Double {
        let root = pow(max(0, light), m1)
        return pow((c1 + c2 * root) / (1 + c3 * root), m2)
    }
}
