// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import TestSupport
import Testing

extension ImageSuite {
    @Suite("turns pictures upright")
    struct OrientationTests {
        /// What a camera does to the picture that EXIF's orientation undoes, 1...8.
        static let turns: [[String]] = [
            [], ["-flop"], ["-rotate", "180"], ["-flip"], ["-transpose"], ["-rotate", "270"], ["-transverse"],
            ["-rotate", "90"],
        ]

        /// `file` with an EXIF segment that names `orientation`, in either byte order.
        static func tagged(_ file: Data, _ orientation: UInt8, isBigEndian: Bool) -> Data {
            let tiff: [UInt8] =
                isBigEndian
                ? [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
                : [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]
            let segment = Array("Exif\0\0".utf8) + tiff
            return file.prefix(2) + [0xFF, 0xE1, 0, UInt8(segment.count + 2)] + segment + file.dropFirst(2)
        }

        @Test("by EXIF, each of its eight ways once", arguments: 1...8)
        func jpeg(_ orientation: Int) async throws {
            let workshop = try ArchiveMaker()
            let path = "\(workshop.directory)/turned.jpg"
            try Corners.write(to: path, options: Self.turns[orientation - 1] + ["-strip"])
            let file = try Data(contentsOf: URL(filePath: path))
            for isBigEndian in [true, false] {
                try Self.tagged(file, UInt8(orientation), isBigEndian: isBigEndian).write(to: URL(filePath: path))
                let made = try await rendered(path, side: 48)
                #expect(made.media?.image == MediaInfo.Image(width: 96, height: 64))
                #expect(made.pictures.first?.picture.width == 48)
                Corners.check(try made.raster(), "orientation \(orientation)")
            }
        }

        @Test("by the tag of a TIFF")
        func tiff() async throws {
            let workshop = try ArchiveMaker()
            for (name, options) in [("LeftBottom", Self.turns[7]), ("RightTop", Self.turns[5])] {
                let path = "\(workshop.directory)/\(name).tif"
                try Corners.write(to: path, options: options + ["-orient", name])
                Corners.check(try await rendered(path).raster(), "\(name)")
            }
        }

        @Test("by the properties of HEIF, and not twice", .enabled(if: CorpusFile.isExpected))
        func heif() async throws {
            let file = try #require(CorpusFile.all.first { $0.name.hasSuffix("avif-orientation-6.avif") })
            let made = try await rendered(file.path)
            #expect(made.media?.image == MediaInfo.Image(width: 3024, height: 4032))
            #expect(made.pictures.first?.picture.height == 480)
        }

        @Test("whatever senseless EXIF data say")
        func senseless() async throws {
            let workshop = try ArchiveMaker()
            let path = "\(workshop.directory)/picture.jpg"
            try Corners.write(to: path, options: ["-strip"])
            let file = try Data(contentsOf: URL(filePath: path))
            for length in [0, 3, 9, 20, 25] {
                let segment = Self.tagged(Data([0xFF, 0xD8]), 6, isBigEndian: true).dropFirst(6).prefix(6 + length)
                let head = file.prefix(2) + [0xFF, 0xE1, 0, UInt8(segment.count + 2)]
                try (head + segment + file.dropFirst(2)).write(to: URL(filePath: path))
                #expect(try await rendered(path).failure == nil)
            }
            try Self.tagged(file, 77, isBigEndian: false).write(to: URL(filePath: path))
            Corners.check(try await rendered(path).raster())
        }
    }
}
