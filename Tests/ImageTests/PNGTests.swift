// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import TestSupport
import Testing

extension ImageSuite {
    /// The short way to reduced PNG files, against libvips: interlaced files go its way.
    @Suite("makes of PNG files")
    struct PNGTests {
        /// A picture with soft colours, edges and noise, of sides that are no multiples of a box.
        private static func picture(isOpaque: Bool) throws -> Raster {
            let (width, height) = (403, 301)
            let soft = try TestPictures.gradient(width, height)
            let noise = try TestPictures.noise(width, height, seed: 7, isOpaque: true)
            let bytes = soft.bytes.indices.map { index -> UInt8 in
                let (x, y) = (index / 4 % width, index / 4 / width)
                guard index & 3 < 3 else { return isOpaque ? 255 : UInt8(x / 2 + 30) }
                let edge = x / 31 % 2 == y / 23 % 2 ? 40 : 0
                return UInt8(clamping: Int(soft.bytes[index]) * 3 / 4 + edge + Int(noise.bytes[index]) / 8)
            }
            return try TestPictures.raster(width, height, bytes, isOpaque: isOpaque)
        }

        @Test(
            "what libvips makes of them",
            arguments: [
                ["-define", "png:color-type=2"], ["-define", "png:color-type=6"],
                ["-colorspace", "Gray", "-define", "png:color-type=0"],
                ["-colors", "200", "-define", "png:color-type=3"],
            ]
        )
        func likeness(_ options: [String]) async throws {
            let workshop = try ArchiveMaker()
            let paths = ["\(workshop.directory)/plain.png", "\(workshop.directory)/interlaced.png"]
            let raster = try Self.picture(isOpaque: !options.contains("png:color-type=6"))
            for (path, interlace) in zip(paths, ["none", "PNG"]) {
                let depth = ["-depth", "8", "-define", "png:bit-depth=8", "-interlace", interlace]
                try ImageMagick.write(raster, to: path, options: options + depth)
            }
            try await withRenderer { pool in
                for side in [134, 100, 67, 48, 20, 3] {
                    let short = try await pool.render(paths[0], side: side, .png)
                    let long = try await pool.render(paths[1], side: side, .png)
                    #expect(short.media == long.media && short.notes.isEmpty)
                    let difference = try short.raster(.png).difference(from: long.raster(.png))
                    #expect(difference <= 3, "\(side): \(difference)")
                }
            }
        }

        @Test("what there is, where they are damaged, as of others")
        func damage() async throws {
            let workshop = try ArchiveMaker()
            let path = "\(workshop.directory)/whole.png"
            try ImageMagick.write(try Self.picture(isOpaque: true), to: path)
            let file = try [UInt8](Data(contentsOf: URL(filePath: path)))
            let whole = try await rendered(path, side: 100, .png).raster(.png)
            var changed = file
            changed[file.count / 2] ^= 0x10
            for (bytes, isTold) in [(changed, true), (Array(file.prefix(file.count / 2)), true), (file + [0], false)] {
                try Data(bytes).write(to: URL(filePath: path))
                let made = try await rendered(path, side: 100, .png)
                #expect(made.notes.isEmpty != isTold)
                let raster = try made.raster(.png)
                // The first rows are those of the whole file.
                #expect(zip(raster.bytes, whole.bytes).prefix(4 * 100 * 20).allSatisfy { abs(Int($0) - Int($1)) <= 3 })
            }
        }
    }
}
