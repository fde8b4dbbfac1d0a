// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import TestSupport
import Testing

extension ImageSuite {
    @Suite("keeps transparency or lays it on white")
    struct TransparencyTests {
        /// Red on the left, half transparent blue in the middle, nothing on the right.
        private static func write(to path: String) throws {
            let bytes = (0..<40).flatMap { _ in
                (0..<60).flatMap { x -> [UInt8] in
                    x < 20 ? [255, 0, 0, 255] : x < 40 ? [0, 0, 255, 128] : [0, 0, 0, 0]
                }
            }
            let raster = try TestPictures.raster(60, 40, bytes, isOpaque: false)
            try ImageMagick.write(raster, to: path, options: ["-define", "webp:lossless=true"])
        }

        @Test("by the format that is written", arguments: ["png", "webp", "tif"], PictureFormat.allCases)
        func alpha(_ suffix: String, _ format: PictureFormat) async throws {
            let workshop = try ArchiveMaker()
            let path = "\(workshop.directory)/alpha.\(suffix)"
            try Self.write(to: path)
            let made = try await rendered(path, format)
            #expect(made.pictures.first.map { format.isWhole($0.bytes) } == true)
            let raster = try made.raster(format)
            #expect(raster.shows([255, 0, 0, 255], 10, 20, tolerance: 30))
            if format.hasAlpha {
                #expect(raster.shows([0, 0, 255, 128], 30, 20, tolerance: 30))
                #expect(raster.pixel(50, 20)[3] < 8)
            } else {
                #expect(raster.shows([127, 127, 255, 255], 30, 20, tolerance: 30))
                #expect(raster.shows([255, 255, 255, 255], 50, 20, tolerance: 8))
            }
        }

        @Test("writes opaque pictures in every format, in their colours", arguments: PictureFormat.allCases)
        func formats(_ format: PictureFormat) async throws {
            let workshop = try ArchiveMaker()
            let path = "\(workshop.directory)/source.png"
            try Corners.write(to: path)
            let shapes = [PictureShape.longSide(48), PictureShape(fit: .crop, width: 30, height: 30)]
            let made = try await withRenderer {
                try await $0.render(path, ThumbnailSpec(shapes: shapes, format: format))
            }
            #expect(made.pictures.map(\.picture.width) == [48, 30])
            #expect(made.pictures.map(\.picture.height) == [32, 30])
            #expect(made.pictures.allSatisfy { format.isWhole($0.bytes) })
            Corners.check(try made.raster(format), tolerance: 24)
        }
    }
}
