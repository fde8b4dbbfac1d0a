// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage
import TestSupport
import Testing

@Suite struct ScalingTests {
    static let sizes: [(source: (Int, Int), target: (Int, Int))] = [
        ((7, 5), (3, 2)), ((8, 8), (4, 4)), ((13, 9), (13, 4)), ((13, 9), (5, 9)), ((31, 17), (30, 16)),
        ((5, 5), (1, 1)), ((1, 9), (1, 2)), ((9, 1), (4, 1)), ((4, 3), (9, 7)), ((1, 1), (5, 4)), ((2, 8), (7, 3)),
        ((64, 48), (17, 13)),
    ]

    @Test("Scaling gives what the plain definition gives, to a rounding", arguments: sizes, [true, false])
    func reference(_ sizes: (source: (Int, Int), target: (Int, Int)), isOpaque: Bool) throws {
        let source = try TestPictures.noise(sizes.source.0, sizes.source.1, seed: 7, isOpaque: isOpaque)
        let target = PixelSize(width: sizes.target.0, height: sizes.target.1)
        let scaled = source.scaled(to: target)
        let wanted = NaiveScaling.scaled(source, to: target)
        #expect(scaled.size == target)
        #expect(scaled.isOpaque == isOpaque)
        for (index, value) in scaled.bytes.enumerated() {
            #expect(abs(Double(value) - wanted[index]) <= 0.51, "component \(index)")
        }
    }

    @Test("An even picture stays exactly even, whatever the sizes")
    func even() throws {
        for (source, target) in Self.sizes {
            let count = source.0 * source.1
            let bytes = (0..<count).flatMap { _ -> [UInt8] in [12, 250, 99, 200] }
            let picture = try TestPictures.raster(source.0, source.1, bytes, isOpaque: false)
            let scaled = picture.scaled(to: PixelSize(width: target.0, height: target.1))
            #expect(
                Set(stride(from: 0, to: scaled.bytes.count, by: 4).map { Array(scaled.bytes[$0..<$0 + 4]) }) == [
                    [12, 250, 99, 200]
                ]
            )
        }
    }

    @Test("The colour of what is transparent does not shine through")
    func transparency() throws {
        let half = try TestPictures.raster(2, 1, [255, 0, 0, 255, 0, 255, 0, 0], isOpaque: false)
        let one = half.scaled(to: PixelSize(width: 1, height: 1))
        #expect(one.pixel(0, 0) == [255, 0, 0, 128])
        #expect(one.flattened().pixel(0, 0) == [255, 127, 127, 255])
        #expect(one.flattened(on: 0x00_00_FF).pixel(0, 0) == [128, 0, 127, 255])
    }

    @Test("A picture with a very long side is scaled exactly too")
    func longSide() throws {
        let length = 200_000
        let bytes = (0..<length).flatMap { index -> [UInt8] in
            index < length / 2 ? [200, 100, 50, 255] : [0, 100, 50, 255]
        }
        let line = try TestPictures.raster(1, length, bytes, isOpaque: false)
        let scaled = line.scaled(to: PixelSize(width: 1, height: 2))
        #expect(scaled.bytes == [200, 100, 50, 255, 0, 100, 50, 255])
        let one = try TestPictures.raster(length, 1, bytes, isOpaque: true).scaled(to: PixelSize(width: 1, height: 1))
        #expect(one.bytes == [100, 100, 50, 255])
    }

    @Test("A picture of its own size is itself")
    func unchanged() throws {
        let picture = try TestPictures.noise(9, 4, seed: 3, isOpaque: false)
        #expect(picture.scaled(to: picture.size) == picture)
    }

    @Test("A raster takes exactly as many bytes as its size wants")
    func count() {
        #expect(
            Raster(size: PixelSize(width: 2, height: 2), bytes: [UInt8](repeating: 0, count: 15), isOpaque: true) == nil
        )
        #expect(Raster(size: PixelSize(width: 0, height: 2), bytes: [], isOpaque: true) == nil)
        #expect(Raster(size: PixelSize(width: .max, height: 4), bytes: [], isOpaque: true) == nil)
    }
}
