// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import TestSupport
import Testing

extension ImageSuite {
    @Suite("reads pictures")
    struct FormatTests {
        struct Kind: Sendable, CustomTestStringConvertible {
            var name: String
            var container: String
            /// How ImageMagick or libvips writes it from a PNG.
            var make: @Sendable (_ png: String, _ path: String) throws -> Void
            var testDescription: String { name }
        }

        private static func convert(_ name: String, _ container: String, _ options: [String]) -> Kind {
            Kind(name: name, container: container) { png, path in try ImageMagick.convert([png] + options + [path]) }
        }

        private static func vips(_ name: String, _ container: String, _ words: [String], _ options: String = "") -> Kind
        {
            Kind(name: name, container: container) { png, path in
                try Program.run(["vips", words[0], png, path + options] + words.dropFirst())
            }
        }

        static let kinds = [
            convert("plain.jpg", "jpeg", ["-quality", "95"]),
            convert("progressive.jpg", "jpeg", ["-interlace", "JPEG", "-quality", "95"]),
            convert("restart.jpg", "jpeg", ["-sampling-factor", "1x1", "-quality", "95"]),
            convert("cmyk.jpg", "jpeg", ["-colorspace", "CMYK", "-quality", "95"]),
            vips("cmyk-profile.jpg", "jpeg", ["icc_transform", "cmyk"], "[Q=95]"),
            vips("p3.jpg", "jpeg", ["icc_transform", "p3"], "[Q=95]"),
            convert("plain.png", "png", []),
            convert("interlaced.png", "png", ["-interlace", "PNG"]),
            convert("palette.png", "png", ["-colors", "16", "-type", "Palette"]),
            convert("deep.png", "png", ["-depth", "16", "-define", "png:bit-depth=16"]),
            vips("p3.png", "png", ["icc_transform", "p3"]),
            convert("plain.gif", "gif", []),
            convert("interlaced.gif", "gif", ["-interlace", "GIF"]),
            convert("lossy.webp", "webp", ["-quality", "95"]),
            convert("lossless.webp", "webp", ["-define", "webp:lossless=true"]),
            convert("plain.tif", "tiff", ["-compress", "none"]),
            convert("lzw.tif", "tiff", ["-compress", "LZW"]),
            convert("deflate.tif", "tiff", ["-compress", "Zip", "-endian", "MSB"]),
            convert("jpeg.tif", "tiff", ["-compress", "JPEG", "-quality", "95"]),
            convert("cmyk.tif", "tiff", ["-colorspace", "CMYK"]),
            convert("deep.tif", "tiff", ["-depth", "16"]),
            vips("tiled.tif", "tiff", ["copy"], "[tile,pyramid]"),
            vips("big.tif", "tiff", ["copy"], "[bigtiff]"),
            vips("plain.heic", "heic", ["copy"], "[Q=90,compression=hevc]"),
            vips("plain.avif", "avif", ["copy"], "[Q=90]"),
            vips("plain.jxl", "jxl", ["copy"], "[Q=95]"),
            vips("plain.hdr", "hdr", ["copy"]),
            convert("plain.exr", "exr", ["-colorspace", "RGB"]),
        ]

        @Test("of every format, in their colours", arguments: kinds)
        func format(_ kind: Kind) async throws {
            let workshop = try ArchiveMaker()
            let (png, path) = ("\(workshop.directory)/source.png", "\(workshop.directory)/\(kind.name)")
            try Corners.write(to: png)
            try kind.make(png, path)
            let made = try await rendered(path, side: 48)
            #expect(made.media?.container == kind.container)
            #expect(made.media?.image == MediaInfo.Image(width: 96, height: 64))
            #expect(made.notes.isEmpty)
            // Without a profile nobody knows what the inks look like.
            let isVague = ["cmyk.jpg", "cmyk.tif"].contains(kind.name)
            Corners.check(try made.raster(), tolerance: isVague ? 60 : 24)
        }

        @Test("in greys", arguments: ["grey.jpg", "grey.png", "grey.tif", "grey.webp"])
        func grey(_ name: String) async throws {
            let workshop = try ArchiveMaker()
            let path = "\(workshop.directory)/\(name)"
            try ImageMagick.convert(["-size", "40x30", "xc:gray(60)", "-colorspace", "Gray", path])
            #expect(try await rendered(path).raster().shows([60, 60, 60], 20, 15, tolerance: 4))
        }

        @Test("in the colours of their profile", arguments: ["jpg", "png", "tif", "webp"])
        func profile(_ suffix: String) async throws {
            let workshop = try ArchiveMaker()
            // By the definitions of both spaces, Adobe RGB's 160, 200, 110 is sRGB's 141, 201, 104.
            let profile = try workshop.make(Self.adobeRGB, "adobe.icc")
            let path = "\(workshop.directory)/profile.\(suffix)"
            let color = "xc:rgb(160,200,110)"
            let options = ["-quality", "98", "-define", "webp:lossless=true", "-profile", profile]
            try ImageMagick.convert(["-size", "40x30", color] + options + [path])
            #expect(try await rendered(path).raster().shows([141, 201, 104], 20, 15, tolerance: 4))
        }

        /// A profile of Adobe RGB (1998): its primaries, adapted to D50, and its gamma of 563/256.
        private static let adobeRGB = """
            def s15(*values): return b''.join(struct.pack('>i', round(v * 65536)) for v in values)
            def xyz(*values): return b'XYZ ' + bytes(4) + s15(*values)
            curve = b'curv' + bytes(4) + struct.pack('>IH', 1, 563) + bytes(2)
            name = b'desc' + bytes(4) + struct.pack('>I', 6) + b'Adobe\\0' + bytes(78)
            tags = [(b'desc', name),
                    (b'wtpt', xyz(0.9505, 1.0, 1.0891)),
                    (b'rXYZ', xyz(0.60974, 0.31111, 0.01947)), (b'gXYZ', xyz(0.20528, 0.62567, 0.06087)),
                    (b'bXYZ', xyz(0.14919, 0.06322, 0.74457)),
                    (b'rTRC', curve), (b'gTRC', curve), (b'bTRC', curve), (b'cprt', b'text' + bytes(4) + b'CC0\\0')]
            table, data = struct.pack('>I', len(tags)), b''
            start = 128 + 4 + 12 * len(tags)
            for name, value in tags:
                value += bytes(-len(value) % 4)
                table += name + struct.pack('>II', start + len(data), len(value))
                data += value
            head = struct.pack('>I', start + len(data)) + bytes(4) + b'\\x02\\x10\\0\\0mntrRGB XYZ '
            head += bytes(12) + b'acsp' + bytes(28) + s15(0.9642, 1.0, 0.8249) + bytes(48)
            open(path, 'wb').write(head + table + data)
            """

        @Test("of several frames: the first one, or the page that is asked for")
        func pages() async throws {
            let workshop = try ArchiveMaker()
            for name in ["three.gif", "three.webp", "three.tif"] {
                let path = "\(workshop.directory)/\(name)"
                let frames = ["red", "lime", "blue"].flatMap { ["(", "-size", "40x30", "xc:\($0)", ")"] }
                try ImageMagick.convert(["-delay", "20"] + frames + [path])
                for (page, color) in [(1, [255, 0, 0]), (2, [0, 255, 0]), (3, [0, 0, 255]), (9, [0, 0, 255])] {
                    let made = try await rendered(path, page: page)
                    #expect(made.media?.image == MediaInfo.Image(width: 40, height: 30))
                    #expect(try made.raster().shows(color, 20, 15), "\(name), page \(page)")
                }
            }
        }

        @Test("of light far above white: it is held back, not cut off")
        func brightLight() async throws {
            let workshop = try ArchiveMaker()
            let path = try workshop.make(
                """
                import math
                def rgbe(v):
                    m, e = math.frexp(v)
                    return bytes([int(m * 256)] * 3 + [e + 128])
                rows = b''.join(rgbe(0.05 * 1.15 ** x) for y in range(48) for x in range(64))
                open(path, 'wb').write(b'#?RADIANCE\\nFORMAT=32-bit_rle_rgbe\\n\\n-Y 48 +X 64\\n' + rows)
                """,
                "ramp.hdr"
            )
            let raster = try await rendered(path).raster()
            let tones = [4, 20, 36, 52].map { Int(raster.pixel($0, 24)[0]) }
            #expect(zip(tones, tones.dropFirst()).allSatisfy { $0 + 16 < $1 }, "\(tones)")
        }

        @Test("of measured values from the darkest to the brightest")
        func measurement() async throws {
            let workshop = try ArchiveMaker()
            let path = try workshop.make(
                """
                values = [('SIMPLE', 'T'), ('BITPIX', -32), ('NAXIS', 2), ('NAXIS1', 64), ('NAXIS2', 48)]
                cards = [f'{name:8}= {value:>20}' for name, value in values] + ['END']
                head = ''.join(card.ljust(80) for card in cards).ljust(2880).encode()
                data = b''.join(struct.pack('>f', -500 + 70 * x) for y in range(48) for x in range(64))
                open(path, 'wb').write(head + data + bytes(-len(data) % 2880))
                """,
                "ramp.fits"
            )
            let made = try await rendered(path)
            #expect(made.media?.container == "fits")
            let raster = try made.raster()
            #expect(raster.shows([0, 0, 0], 1, 20) && raster.shows([255, 255, 255], 62, 20))
            #expect(raster.shows([128, 128, 128], 32, 20))
        }
    }
}
