// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import RenderProtocol
import TestSupport
import Testing

@Suite("Still pictures that only libavcodec reads")
struct StillPictureTests {
    struct Kind: Sendable, CustomTestStringConvertible {
        var name: String
        var container: String
        var options: [String] = []
        var isOpaque = true
        /// What the format loses, on average.
        var tolerance = 0.0

        var testDescription: String { "\(name) \(options.joined(separator: " "))" }
    }

    static let kinds: [Kind] = [
        Kind(name: "a.bmp", container: "bmp"),
        Kind(name: "b.bmp", container: "bmp", isOpaque: false),
        Kind(name: "a.ico", container: "ico", isOpaque: false),
        Kind(name: "a.psd", container: "psd", options: ["-compress", "none"]),
        Kind(name: "b.psd", container: "psd", options: ["-compress", "RLE"]),
        Kind(name: "c.psd", container: "psd", options: ["-compress", "none"], isOpaque: false),
        Kind(name: "a.tga", container: "tga", options: ["-orient", "TopLeft"]),
        Kind(name: "b.tga", container: "tga", options: ["-orient", "TopLeft", "-compress", "RLE"]),
        Kind(name: "c.tga", container: "tga", options: ["-orient", "TopLeft"], isOpaque: false),
        Kind(name: "a.jp2", container: "j2k", options: ["-quality", "100"], tolerance: 1),
        Kind(name: "a.j2k", container: "j2k", options: ["-quality", "100"], tolerance: 1),
        Kind(name: "a.dds", container: "dds", options: ["-define", "dds:compression=none"], isOpaque: false),
        Kind(name: "a.pcx", container: "pcx"),
        Kind(name: "a.sgi", container: "sgi"),
        Kind(name: "a.ppm", container: "ppm"),
        Kind(name: "d.psd", container: "psd", options: ["-compress", "RLE"], isOpaque: false),
        Kind(name: "a.xpm", container: "xpm", options: ["-colors", "64"]),
        Kind(name: "a.sun", container: "sunrast"),
        Kind(name: "a.dpx", container: "dpx"),
        Kind(name: "a.pgm", container: "pgm", options: ["-colorspace", "Gray"]),
    ]

    @Test("have the pixels of their source", arguments: kinds)
    func pixels(_ kind: Kind) throws {
        let maker = try ClipMaker()
        var source = try kind.isOpaque ? TestPictures.gradient(120, 90) : TestPictures.veiled(120, 90)
        let path = "\(maker.directory)/\(kind.name)"
        try ImageMagick.write(source, to: path, options: kind.options + (kind.isOpaque ? ["-alpha", "off"] : []))
        if kind.options.contains("Gray") || kind.options.contains("-colors") {
            source = try ImageMagick.read(path, source.size)
        }
        let result = RenderedVideo(path, ThumbnailSpec(shapes: [PictureShape(percent: 100)], format: .png))
        #expect(result.failure == nil)
        #expect(result.media?.container == kind.container)
        #expect(result.media?.image == MediaInfo.Image(width: 120, height: 90))
        #expect(result.media?.video == nil)
        #expect(result.pictures == [Picture(index: 0, width: 120, height: 90)])
        let shown = try ImageMagick.read(maker.file("out.png", #require(result.files.first)), source.size)
        #expect(shown.visibleDifference(from: source) <= kind.tolerance)
    }

    @Test("are the largest picture of an icon")
    func icon() throws {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/a.ico"
        let source = "\(maker.directory)/source.png"
        try ImageMagick.write(TestPictures.gradient(256, 256), to: source)
        try ImageMagick.convert([source, "-define", "icon:auto-resize=16,256,48", path])
        let result = RenderedVideo(path, ThumbnailSpec(shapes: [.longSide(400)]))
        #expect(result.media?.image == MediaInfo.Image(width: 256, height: 256))
        #expect(result.pictures.map(\.width) == [256])
    }

    @Test("come in several shapes, smaller than they are")
    func shapes() throws {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/a.bmp"
        let source = try TestPictures.gradient(600, 400)
        try ImageMagick.write(source, to: path, options: ["-alpha", "off"])
        let shapes = [PictureShape.longSide(300), PictureShape(fit: .crop, width: 50, height: 50)]
        let result = RenderedVideo(path, ThumbnailSpec(shapes: shapes, format: .png))
        #expect(result.pictures.map(\.width) == [300, 50])
        let size = PixelSize(width: 300, height: 200)
        let shown = try ImageMagick.read(maker.file("out.png", #require(result.files.first)), size)
        #expect(shown.meanDifference(from: source.scaled(to: size)) < 1)
    }

    @Test("lie on white in a JPEG where they are transparent")
    func transparency() throws {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/a.tga"
        let clear = try TestPictures.raster(
            16,
            16,
            (0..<16 * 16).flatMap { _ in [200, 0, 0, 0] as [UInt8] },
            isOpaque: false
        )
        try ImageMagick.write(clear, to: path)
        let file = try #require(RenderedVideo(path, ThumbnailSpec(shapes: [.longSide(16)])).files.first)
        let shown = try JPEGDecoder().raster(of: [UInt8](file).span, atLeast: nil, limit: 1000).raster
        #expect(shown.pixel(8, 8) == [255, 255, 255, 255])
    }

    @Test("are refused beyond the limit of pixels", arguments: ["a.bmp", "a.psd", "a.tga", "a.jp2", "a.dds", "a.sgi"])
    func limit(_ name: String) throws {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/\(name)"
        // Not a multiple of anything that decoders like.
        try ImageMagick.write(TestPictures.gradient(61, 47), to: path)
        let spec = ThumbnailSpec(shapes: [.longSide(16)])
        let refused = RenderedVideo(path, spec, limits: RenderLimits(pixels: 61 * 47 - 1))
        #expect(refused.failure?.code == .limitExceeded)
        #expect(refused.media == nil)
        #expect(RenderedVideo(path, spec, limits: RenderLimits(pixels: 61 * 47)).failure == nil)
    }

    @Test("that are cut off give a clean failure or a picture, never a hang", arguments: kinds)
    func truncated(_ kind: Kind) throws {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/\(kind.name)"
        try ImageMagick.write(TestPictures.gradient(120, 90), to: path, options: kind.options)
        let bytes = try Data(contentsOf: URL(filePath: path))
        for share in [0.05, 0.3, 0.9] {
            let cut = try maker.file("cut-\(kind.name)", bytes.prefix(Int(Double(bytes.count) * share)))
            let result = RenderedVideo(cut, ThumbnailSpec(shapes: [.longSide(50)]))
            #expect(result.failure != nil || result.elsewhere != nil || result.files.count == 1)
        }
    }
}

extension TestPictures {
    /// Soft colours under alpha that grows from left to right.
    static func veiled(_ width: Int, _ height: Int) throws -> Raster {
        var picture = try gradient(width, height)
        for index in 0..<width * height { picture.bytes[4 * index + 3] = UInt8(255 * (index % width) / (width - 1)) }
        return try raster(width, height, picture.bytes, isOpaque: false)
    }
}

extension Raster {
    /// The average difference from `other` of what can be seen: of alpha, and of colours as far as alpha lets them.
    func visibleDifference(from other: Raster) -> Double {
        var sum = 0.0
        for pixel in stride(from: 0, to: bytes.count, by: 4) {
            let (one, two) = (Int(bytes[pixel + 3]), Int(other.bytes[pixel + 3]))
            sum += Double(abs(one - two))
            for component in pixel..<pixel + 3 {
                sum += Double(abs(Int(bytes[component]) * one - Int(other.bytes[component]) * two)) / 255
            }
        }
        return sum / Double(bytes.count)
    }
}
