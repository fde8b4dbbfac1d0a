// SPDX-License-Identifier: Apache-2.0

import Model
import TestSupport
import Testing

@testable import PixelImage

@Suite("Planes that become smaller")
struct AreaScalingTests {
    /// Of a plane, and of what is made of it.
    struct Sizes: CustomTestStringConvertible {
        let source: PixelSize
        let target: PixelSize

        init(_ width: Int, _ height: Int, _ newWidth: Int, _ newHeight: Int) {
            source = PixelSize(width: width, height: height)
            target = PixelSize(width: newWidth, height: newHeight)
        }

        var testDescription: String {
            "\(source.width) x \(source.height) to \(target.width) x \(target.height)"
        }
    }

    static let sizes = [
        // Of usual videos, at their middle and edges.
        Sizes(1920, 64, 480, 16), Sizes(640, 90, 240, 34), Sizes(427, 241, 160, 90), Sizes(3840, 32, 480, 4),
        // As large as before in one direction, or hardly smaller.
        Sizes(1, 1, 1, 1), Sizes(9, 7, 9, 3), Sizes(31, 17, 7, 17), Sizes(100, 50, 99, 49), Sizes(64, 1, 32, 1),
        // Less than what is worked on at once.
        Sizes(2, 2, 1, 1), Sizes(3, 5, 2, 3), Sizes(7, 9, 3, 2), Sizes(15, 13, 4, 5), Sizes(1, 32, 1, 1),
        // As many samples for one as vectors have lanes, one more, several vectors, and the most.
        Sizes(64, 24, 8, 3), Sizes(71, 23, 9, 3), Sizes(90, 31, 10, 3), Sizes(257, 67, 13, 5), Sizes(160, 96, 5, 3),
        Sizes(159, 95, 5, 3), Sizes(32, 32, 1, 1), Sizes(31, 29, 1, 1),
    ]

    /// Rows of samples, with some between them that belong to none.
    struct Samples {
        let size: PixelSize
        var bytes: [UInt8]
        var stride: Int { size.width + 5 }

        init(_ size: PixelSize, _ sample: (_ x: Int, _ y: Int) -> UInt8) {
            self.size = size
            bytes = [UInt8](repeating: 255, count: (size.width + 5) * (size.height - 1) + size.width)
            for y in 0..<size.height {
                for x in 0..<size.width { bytes[y * stride + x] = sample(x, y) }
            }
        }

        /// In `target` pixels, the first row above or below the others.
        func scaled(to target: PixelSize, upsideDown: Bool = false) throws -> PixelBuffer.Plane {
            let scaler = try #require(AreaScaler(from: size, to: target))
            var plane = PixelBuffer.Plane(width: target.width, height: target.height, value: 77)
            bytes.withUnsafeBufferPointer { bytes in
                guard let start = bytes.baseAddress else { return }
                if upsideDown {
                    scaler.scale(start + (size.height - 1) * stride, stride: -stride, into: &plane)
                } else {
                    scaler.scale(start, stride: stride, into: &plane)
                }
            }
            return plane
        }

        /// The grey picture of them.
        func raster() throws -> Raster {
            let pixels = (0..<size.height).flatMap { y in
                (0..<size.width).flatMap { x -> [UInt8] in
                    let sample = bytes[y * stride + x]
                    return [sample, sample, sample, 255]
                }
            }
            return try TestPictures.raster(size.width, size.height, pixels, isOpaque: true)
        }
    }

    /// Calls `body` with each sample and what a text book makes of it.
    static func compare(
        _ plane: PixelBuffer.Plane,
        _ samples: Samples,
        _ target: PixelSize,
        _ body: (_ sample: Double, _ wanted: Double) -> Void
    ) throws {
        let wanted = NaiveScaling.scaled(try samples.raster(), to: target)
        for y in 0..<target.height {
            for x in 0..<target.width {
                body(Double(plane.bytes[y * plane.stride + x]), wanted[4 * (y * target.width + x)])
            }
        }
    }

    @Test("are averages of areas, rounded", arguments: sizes)
    func reference(_ sizes: Sizes) throws {
        var generator = SeededGenerator(seed: 11)
        let noise = Samples(sizes.source) { _, _ in UInt8.random(in: 0...255, using: &generator) }
        for isUpsideDown in [false, true] {
            let plane = try noise.scaled(to: sizes.target, upsideDown: isUpsideDown)
            let order =
                isUpsideDown
                ? Samples(sizes.source) { x, y in
                    noise.bytes[(sizes.source.height - 1 - y) * noise.stride + x]
                } : noise
            var (worst, sum, count) = (0.0, 0.0, 0)
            try Self.compare(plane, order, sizes.target) { sample, wanted in
                worst = max(worst, abs(sample - wanted))
                sum += sample - wanted
                count += 1
            }
            #expect(worst <= 0.6)
            // Neither brighter nor darker, of many.
            #expect(count < 500 || abs(sum) / Double(count) < 0.05)
        }
    }

    @Test("are so where the steepest patterns repeat almost as samples do", arguments: sizes)
    func patterns(_ sizes: Sizes) throws {
        let patterns: [(Int, Int) -> Bool] = [
            { x, _ in x % 2 == 0 }, { _, y in y % 2 == 0 }, { x, y in (x + y) % 2 == 0 },
            { x, y in x / 2 % 2 == y / 3 % 2 },
        ]
        for pattern in patterns {
            let samples = Samples(sizes.source) { pattern($0, $1) ? 255 : 0 }
            try Self.compare(try samples.scaled(to: sizes.target), samples, sizes.target) { sample, wanted in
                #expect(abs(sample - wanted) <= 0.9)
            }
        }
    }

    @Test("stay exactly even, whatever the sizes", arguments: sizes)
    func even(_ sizes: Sizes) throws {
        for value in [0, 1, 16, 127, 128, 235, 254, 255] as [UInt8] {
            let plane = try Samples(sizes.source) { _, _ in value }.scaled(to: sizes.target)
            for y in 0..<sizes.target.height {
                #expect(
                    plane.bytes[y * plane.stride..<y * plane.stride + sizes.target.width].allSatisfy { $0 == value }
                )
            }
        }
    }

    @Test("are what the plain definition makes them, at any sizes")
    func anySizes() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<60 {
            let target = PixelSize(
                width: Int.random(in: 1...40, using: &generator),
                height: Int.random(in: 1...12, using: &generator)
            )
            let source = PixelSize(
                width: Int.random(in: target.width...min(400, 32 * target.width), using: &generator),
                height: Int.random(in: target.height...min(100, 32 * target.height), using: &generator)
            )
            let noise = Samples(source) { _, _ in UInt8.random(in: 0...255, using: &generator) }
            try Self.compare(try noise.scaled(to: target), noise, target) { sample, wanted in
                #expect(abs(sample - wanted) <= 0.6, "\(source) to \(target)")
            }
        }
    }

    @Test("leave alone what is beside and below them")
    func borders() throws {
        let size = PixelSize(width: 10, height: 6)
        let scaler = try #require(AreaScaler(from: size, to: PixelSize(width: 5, height: 3)))
        var plane = PixelBuffer.Plane(width: 80, height: 5, value: 77)
        [UInt8](repeating: 10, count: 60).withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return }
            scaler.scale(start, stride: 10, into: &plane)
        }
        for row in 0..<plane.bytes.count / plane.stride {
            // Whole steps of four are written.
            let rest = row < 3 ? 8 : 0
            #expect(plane.bytes[row * plane.stride + rest..<(row + 1) * plane.stride].allSatisfy { $0 == 77 })
        }
    }

    @Test("are not made where they would be larger, or too much smaller")
    func reach() {
        let size = PixelSize(width: 320, height: 160)
        let others = [(321, 80), (160, 161), (9, 80), (160, 4), (0, 80), (160, 0), (-1, -1)]
        for (width, height) in others {
            #expect(AreaScaler(from: size, to: PixelSize(width: width, height: height)) == nil)
        }
        #expect(AreaScaler(from: size, to: PixelSize(width: 10, height: 5)) != nil)
    }
}
