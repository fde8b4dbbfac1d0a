// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Colours for a chart: what is wanted, and what a correct picture shows.
struct Patches {
    /// How many there are: eight in a row, six rows.
    static let count = 48

    /// Light: linear red, green and blue of ``primaries``, 1 being white, or cd/m².
    var light: [[Double]]
    var primaries: StandardPrimaries
    /// What a correct picture shows: sRGB, each 0...255.
    var shown: [[Double]]

    /// Colours that sRGB has: 24 like those of a colour checker, greys, pure colours, and what is next to black and white.
    static let ordinary: Patches = {
        let greys: [Double] = [0, 32, 64, 96, 128, 160, 192, 224, 255, 3, 6, 10, 16, 252, 248, 243, 238]
        let pure: [[Double]] = [
            [255, 0, 0], [0, 255, 0], [0, 0, 255], [0, 255, 255], [255, 0, 255], [255, 255, 0], [40, 10, 10],
        ]
        let colors = checker + greys.map { [$0, $0, $0] } + pure
        return Patches(
            light: colors.map { color in color.map { StandardCurve.sRGB.light($0 / 255) } },
            primaries: .bt709,
            shown: colors
        )
    }()

    /// Colours that only a high dynamic range and BT.2020 have, beside ordinary ones under the light of 203 cd/m².
    ///
    /// - Parameters:
    ///   - peak: The brightest light that the file tells of.
    ///   - brightest: The brightest light that there is, in cd/m².
    static func bright(peak: Double, brightest: Double = 1000) -> Patches {
        let ordinary = checker.map { color in
            let light = color.map { 203 * StandardCurve.sRGB.light($0 / 255) }
            return StandardPrimaries.bt2020.linear(light, from: .bt709).map { max(0, $0) }
        }
        let greys = [0, 0.05, 0.5, 2, 5, 10, 20, 50, 100, 203, 300, 400, 600, 800, brightest]
        let pure: [[Double]] = [
            [100, 0, 0], [0, 100, 0], [0, 0, 100], [0, 100, 100], [100, 0, 100], [100, 100, 0],
            // A lamp, the sun in the evening, and lit skin.
            [700, 420, 120], [900, 500, 90], [420, 300, 230],
        ]
        let light = ordinary + greys.map { [$0, $0, $0] } + pure
        let display = ReferenceDisplay(peak: peak)
        return Patches(light: light, primaries: .bt2020, shown: light.map(display.shown))
    }

    /// The same colours as light of `other`.
    func expressed(in other: StandardPrimaries) -> Patches {
        var patches = self
        patches.primaries = other
        patches.light = light.map { color in other.linear(color, from: primaries).map { max(0, $0) } }
        return patches
    }

    /// The same light as grey, by its luminance in ``primaries``.
    var grey: Patches {
        var patches = self
        patches.light = light.map { color in
            let luminance = zip(color, primaries.luminance).reduce(0) { $0 + $1.0 * $1.1 }
            return [luminance, luminance, luminance]
        }
        patches.shown = patches.light.map { color in color.map { 255 * StandardCurve.sRGB.signal($0) } }
        return patches
    }

    /// The colours of the 24 patches of a ColorChecker of 2005, in sRGB as they are commonly given.
    private static let checker: [[Double]] = [
        [115, 82, 68], [194, 150, 130], [98, 122, 157], [87, 108, 67], [133, 128, 177], [103, 189, 170],
        [214, 126, 44], [80, 91, 166], [193, 90, 99], [94, 60, 108], [157, 188, 64], [224, 163, 46],
        [56, 61, 150], [70, 148, 73], [175, 54, 60], [231, 199, 31], [187, 86, 149], [8, 133, 161],
        [243, 243, 242], [200, 200, 200], [160, 160, 160], [122, 122, 121], [85, 85, 85], [52, 52, 52],
    ]
}

extension Patches {
    /// The signals of red, green and blue, 0...1, of each patch.
    func signals(_ transfer: Transfer) -> [[Double]] {
        light.map { color in transfer.signals(color, primaries) }
    }

    /// How light is stored.
    enum Transfer {
        /// Light as parts of white, by a curve.
        case curve(StandardCurve)
        /// Light in cd/m², by the perceptual quantizer.
        case pq
        /// Light in cd/m² of a display of 1,000, by hybrid log-gamma.
        case hlg

        func signals(_ light: [Double], _ primaries: StandardPrimaries) -> [Double] {
            switch self {
            case .curve(let curve): return light.map { curve.signal($0) }
            case .pq: return light.map { StandardCurve.pq.signal($0 / 10_000) }
            case .hlg:
                // BT.2100-2, table 5, the inverse OOTF with the system gamma of 1.2.
                let luminance = zip(light, primaries.luminance).reduce(0) { $0 + $1.0 * $1.1 } / 1000
                let factor = luminance > 0 ? pow(luminance, (1 - 1.2) / 1.2) : 0
                return light.map { StandardCurve.hlg.signal(min(1, $0 / 1000 * factor)) }
            }
        }
    }
}
