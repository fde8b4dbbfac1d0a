// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The transfer curves, as the standards write them: nothing here is shared with the engine.
enum StandardCurve {
    /// IEC 61966-2-1.
    case sRGB
    /// Light is the signal to this power.
    case gamma(Double)
    /// SMPTE ST 2084: light is in parts of 10,000 cd/m².
    case pq
    /// ARIB STD-B67: light is in parts of the scene's brightest.
    case hlg

    /// The signal of `light`.
    func signal(_ light: Double) -> Double {
        switch self {
        case .sRGB: return light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055
        case .gamma(let exponent): return pow(light, 1 / exponent)
        case .pq:
            // BT.2100-2, table 4, the inverse EOTF.
            let power = pow(light, 0.159_301_757_812_5)
            return pow((0.835_937_5 + 18.851_562_5 * power) / (1 + 18.687_5 * power), 78.843_75)
        case .hlg:
            // BT.2100-2, table 5, the OETF.
            return light <= 1.0 / 12 ? sqrt(3 * light) : 0.17883277 * log(12 * light - 0.28466892) + 0.55991073
        }
    }

    /// The light of `signal`.
    func light(_ signal: Double) -> Double {
        switch self {
        case .sRGB: return signal <= 0.04045 ? signal / 12.92 : pow((signal + 0.055) / 1.055, 2.4)
        case .gamma(let exponent): return pow(signal, exponent)
        case .pq:
            let power = pow(signal, 1 / 78.843_75)
            return pow(max(power - 0.835_937_5, 0) / (18.851_562_5 - 18.687_5 * power), 1 / 0.159_301_757_812_5)
        case .hlg:
            return signal <= 0.5 ? signal * signal / 3 : (exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12
        }
    }
}
