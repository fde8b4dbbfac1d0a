// SPDX-License-Identifier: Apache-2.0

/// Which light of a picture of high dynamic range becomes which light of an ordinary one.
///
/// It is the curve of Report ITU-R BT.2390, section 5.4, "EETF": it leaves what is dark or middling as it is, and bends
/// what is bright so that the source's peak becomes white. Black stays black.
struct ToneCurve {
    /// The brightest light of the source, in cd/m².
    let peak: Double
    private let peakSignal: Double
    /// White, as a part of ``peakSignal``.
    private let maximum: Double

    init(peak: Double) {
        self.peak = peak
        peakSignal = PerceptualQuantizer.signal(peak / PerceptualQuantizer.peak)
        maximum = PerceptualQuantizer.signal(ColorConversion.white / PerceptualQuantizer.peak) / peakSignal
    }

    /// What becomes of `light`, both in cd/m².
    func mapped(_ light: Double) -> Double {
        guard maximum < 1 else { return min(light, ColorConversion.white) }
        let knee = 1.5 * maximum - 0.5
        let signal = min(1, PerceptualQuantizer.signal(light / PerceptualQuantizer.peak) / peakSignal)
        guard signal > knee else { return light }
        let part = (signal - knee) / (1 - knee)
        let (square, cube) = (part * part, part * part * part)
        let bent =
            (2 * cube - 3 * square + 1) * knee + (cube - 2 * square + part) * (1 - knee)
            + (3 * square - 2 * cube) * maximum
        return PerceptualQuantizer.peak * PerceptualQuantizer.light(bent * peakSignal)
    }
}
