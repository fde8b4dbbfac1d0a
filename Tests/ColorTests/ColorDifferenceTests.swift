// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("The measure of colour differences")
struct ColorDifferenceTests {
    /// Pairs that were published to find mistakes: Sharma, Wu, Dalal, "The CIEDE2000 color-difference formula:
    /// implementation notes, supplementary test data, and mathematical observations", 2005, table 1.
    static let pairs: [([Double], [Double], Double)] = [
        ([50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425),
        ([50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0000),
        ([50, 0, 0], [50, -1, 2], 2.3669),
        ([50, 2.4900, -0.0010], [50, -2.4900, 0.0009], 7.1792),
        ([50, 2.4900, -0.0010], [50, -2.4900, 0.0011], 7.2195),
        ([50, -0.0010, 2.4900], [50, 0.0009, -2.4900], 4.8045),
        ([50, 2.5, 0], [50, 0, -2.5], 4.3065),
        ([50, 2.5, 0], [73, 25, -18], 27.1492),
        ([50, 2.5, 0], [56, -27, -3], 31.9030),
        ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
        ([63.0109, -31.0961, -5.8663], [62.8187, -29.7946, -4.0864], 1.2630),
        ([35.0831, -44.1164, 3.7933], [35.0232, -40.0716, 1.5901], 1.8645),
        ([22.7233, 20.0904, -46.6940], [23.0331, 14.9730, -42.5619], 2.0373),
        ([90.9257, -0.5406, -0.9208], [88.6381, -0.8985, -0.7239], 1.5381),
        ([6.7747, -0.2908, -2.4247], [5.8714, -0.0985, -2.2286], 0.6377),
        ([2.0776, 0.0795, -1.1350], [0.9033, -0.0636, -0.5514], 0.9082),
    ]

    @Test("gives the published values", arguments: pairs)
    func pair(_ first: [Double], _ second: [Double], _ wanted: Double) {
        let colors = [first, second].map { LabColor(lightness: $0[0], a: $0[1], b: $0[2]) }
        #expect(abs(colors[0].difference(from: colors[1]) - wanted) < 0.0001)
        #expect(abs(colors[1].difference(from: colors[0]) - wanted) < 0.0001)
    }

    @Test("sees sRGB's white and greys as they are")
    func white() {
        let white = LabColor(sRGB: [255, 255, 255])
        #expect(abs(white.lightness - 100) < 0.01 && abs(white.a) < 0.02 && abs(white.b) < 0.02)
    }
}
