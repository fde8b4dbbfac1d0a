// SPDX-License-Identifier: Apache-2.0

import Model
import Testing

@testable import VideoEngine

@Suite("A clean aperture")
struct CleanApertureTests {
    private static func box(_ numbers: [UInt32]) -> [UInt8] {
        numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }
    }

    /// Width, height, the offset to the right and down, each a ratio; the picture; what is left of it.
    static let apertures: [([UInt32], PixelSize, Crop?)] = [
        ([704, 1, 480, 1, 0, 1, 0, 1], PixelSize(width: 720, height: 480), Crop(left: 8, top: 0, 704, 480)),
        // 8.5 samples on either side: the edges are rounded, not the width.
        ([703, 1, 480, 1, 0, 1, 0, 1], PixelSize(width: 720, height: 480), Crop(left: 9, top: 0, 703, 480)),
        (
            [1920, 1, 1080, 1, 0, 1, .max - 3, 1], PixelSize(width: 1920, height: 1088),
            Crop(left: 0, top: 0, 1920, 1080)
        ),
        ([41472, 59, 576, 1, 0, 1, 0, 1], PixelSize(width: 720, height: 576), Crop(left: 9, top: 0, 702, 576)),
        (
            [1 << 30, 1 << 24, 64, 1, 1 << 24, 1 << 24, 0, 1], PixelSize(width: 96, height: 64),
            Crop(left: 17, top: 0, 64, 64)
        ),
        ([720, 1, 480, 1, 0, 1, 0, 1], PixelSize(width: 720, height: 480), nil),
        ([721, 1, 480, 1, 0, 1, 0, 1], PixelSize(width: 720, height: 480), nil),
        ([704, 1, 480, 1, 9, 1, 0, 1], PixelSize(width: 720, height: 480), nil),
        ([704, 0, 480, 1, 0, 1, 0, 1], PixelSize(width: 720, height: 480), nil),
        ([704, 1, 480, 1, 0, 0, 0, 1], PixelSize(width: 720, height: 480), nil),
        ([0, 1, 480, 1, 0, 1, 0, 1], PixelSize(width: 720, height: 480), nil),
        ([1, 4, 480, 1, 0, 1, 0, 1], PixelSize(width: 720, height: 480), nil),
        ([.max, .max, .max, .max, .max, .max, .max, .max], PixelSize(width: 720, height: 480), nil),
        ([1 << 31 - 1, 1, 1, 1 << 31 - 1, 1 << 31, 1, 1 << 31, 1], PixelSize(width: 65535, height: 65535), nil),
        ([704, 1, 480, 1, 0, 1, 0], PixelSize(width: 720, height: 480), nil),
        ([], PixelSize(width: 720, height: 480), nil),
    ]

    @Test("is exact, and nothing where it makes no sense", arguments: apertures)
    func crop(_ numbers: [UInt32], _ size: PixelSize, _ expected: Crop?) {
        #expect(CleanAperture(box: Self.box(numbers))?.crop(of: size) == expected)
    }

    @Test("is what is left without the margins")
    func margins() {
        let size = PixelSize(width: 100, height: 80)
        #expect(CleanAperture(of: size, without: 3, 0, 10, 5).crop(of: size) == Crop(left: 3, top: 0, 87, 75))
        #expect(CleanAperture(of: size, without: 60, 0, 40, 0).crop(of: size) == nil)
        #expect(CleanAperture(of: size, without: .max, .max, .max, .max).crop(of: size) == nil)
    }
}

extension Crop {
    fileprivate init(left: Int, top: Int, _ width: Int, _ height: Int) {
        self.init(left: left, top: top, size: PixelSize(width: width, height: height))
    }
}
