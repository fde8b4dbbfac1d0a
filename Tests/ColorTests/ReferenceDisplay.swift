// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What an ordinary picture shows of light of a high dynamic range, computed from ITU-R BT.2100, BT.2390 and BT.2408 in
/// double precision: nothing here is shared with the engine.
///
/// What the standards leave open is as `docs/colour.md` says: the curve is applied to the strongest component, and what
/// BT.709 cannot show is moved towards the grey of its luminance.
struct ReferenceDisplay {
    /// The brightest light of the source, in cd/m².
    var peak: Double

    /// HDR Reference White (BT.2408), in cd/m².
    private let white = 203.0

    /// sRGB, each 0...255, of `light`: linear BT.2020 in cd/m².
    func shown(_ light: [Double]) -> [Double] {
        let strongest = light.max() ?? 0
        let factor = strongest > 0 ? electroElectrical(strongest) / strongest : 0
        let parts = light.map { max(0, $0 * factor / white) }
        // Recommendation ITU-R BT.2407-0, annex 2: linear BT.2020 to BT.709.
        let (r, g, b) = (parts[0], parts[1], parts[2])
        let color = [
            1.660_5 * r - 0.587_6 * g - 0.072_8 * b,
            -0.124_6 * r + 1.132_9 * g - 0.008_3 * b,
            -0.018_2 * r - 0.100_6 * g + 1.118_7 * b,
        ]
        return mapped(color).map { 255 * StandardCurve.sRGB.signal(min(1, max(0, $0))) }
    }

    /// BT.2390, section 5.4.1: cd/m² of the source to cd/m² of a display of ``white``, the blacks of both being 0.
    private func electroElectrical(_ light: Double) -> Double {
        let sourceWhite = StandardCurve.pq.signal(peak / 10_000)
        let e1 = min(1, StandardCurve.pq.signal(light / 10_000) / sourceWhite)
        let maximum = StandardCurve.pq.signal(white / 10_000) / sourceWhite
        guard maximum < 1 else { return min(light, white) }
        let knee = 1.5 * maximum - 0.5
        var e2 = e1
        if e1 >= knee {
            let t = (e1 - knee) / (1 - knee)
            e2 = (2 * pow(t, 3) - 3 * pow(t, 2) + 1) * knee
            e2 += (pow(t, 3) - 2 * pow(t, 2) + t) * (1 - knee)
            e2 += (-2 * pow(t, 3) + 3 * pow(t, 2)) * maximum
        }
        return 10_000 * StandardCurve.pq.light(e2 * sourceWhite)
    }

    private func mapped(_ color: [Double]) -> [Double] {
        let grey = min(1, max(0, 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]))
        // The largest part of the way from grey to the colour that stays within 0...1.
        let parts = color.map { component in
            component < 0 ? grey / (grey - component) : component > 1 ? (1 - grey) / (component - grey) : 1
        }
        let part = parts.min() ?? 1
        return color.map { grey + part * ($0 - grey) }
    }
}
