// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import TestSupport
import Testing

/// Reading JPEG files of others, as small as is enough.
@Suite struct JPEGDecodingTests {
    private func file(_ raster: Raster, _ options: [String] = []) throws -> [UInt8] {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/source.jpg"
            try ImageMagick.write(raster, to: path, options: options)
            return try [UInt8](Data(contentsOf: URL(filePath: path)))
        }
    }

    private func decode(_ file: [UInt8], atLeast wanted: PixelSize? = nil, limit: Int64 = 1_000_000) throws
        -> JPEGPicture
    {
        try JPEGDecoder().raster(of: file.span, atLeast: wanted, limit: limit)
    }

    @Test("The size decoded is the smallest in eighths that covers what is wanted")
    func sizes() throws {
        let file = try file(TestPictures.gradient(403, 301))
        for (wanted, width, height) in [(1, 51, 38), (51, 51, 38), (52, 101, 76), (200, 202, 151), (403, 403, 301)] {
            let size = PixelSize(width: wanted, height: 1)
            let picture = try decode(file, atLeast: size)
            #expect(picture.raster.size == PixelSize(width: width, height: height))
            #expect(picture.stored == PixelSize(width: 403, height: 301))
            #expect(picture.isWhole)
            #expect(picture.raster.isOpaque)
        }
        #expect(try decode(file).raster.size == PixelSize(width: 403, height: 301))
        #expect(try decode(file, atLeast: PixelSize(width: 9000, height: 9000)).raster.size.width == 403)
    }

    static let kinds: [[String]] = [
        ["-sampling-factor", "4:2:0"], ["-sampling-factor", "4:4:4"], ["-sampling-factor", "4:2:2"],
        ["-interlace", "JPEG"], ["-colorspace", "Gray"],
    ]

    @Test("The pixels are the file's, whole or reduced", arguments: kinds)
    func pixels(_ options: [String]) throws {
        let source = try TestPictures.gradient(160, 120)
        let file = try file(source, options)
        let wanted = options.contains("Gray") ? nil : source
        let whole = try decode(file)
        let reduced = try decode(file, atLeast: PixelSize(width: 40, height: 30))
        #expect(reduced.raster.size == PixelSize(width: 40, height: 30))
        #expect(whole.raster.scaled(to: reduced.raster.size).difference(from: reduced.raster) <= 12)
        if let wanted { #expect(whole.raster.difference(from: wanted) <= 24) }
    }

    @Test("A file that is cut off gives what is there, and says so")
    func truncated() throws {
        let source = try TestPictures.gradient(320, 240)
        let file = try file(source)
        let picture = try decode(Array(file.prefix(file.count / 2)))
        #expect(!picture.isWhole)
        #expect(picture.raster.size == source.size)
        #expect(abs(Int(picture.raster.pixel(160, 10)[0]) - 127) < 12)
    }

    @Test("CMYK is told apart, so that another decoder can read it")
    func multiInk() throws {
        let file = try file(TestPictures.gradient(64, 48), ["-colorspace", "CMYK"])
        let error = #expect(throws: JPEGError.self) { try decode(file) }
        #expect(error?.reason == .unsupported)
    }

    @Test("More pixels than allowed are refused by the header")
    func limit() throws {
        let file = try file(TestPictures.gradient(64, 48))
        let error = #expect(throws: JPEGError.self) { try decode(file, limit: 64 * 48 - 1) }
        #expect(error?.reason == .tooLarge)
        #expect(try decode(file, limit: 64 * 48).isWhole)
    }

    @Test("What is no JPEG at all is refused")
    func garbage() {
        for bytes in [[], [0xFF], [0xFF, 0xD8, 0xFF, 0xD9], [UInt8](repeating: 0x41, count: 5000)] as [[UInt8]] {
            let error = #expect(throws: JPEGError.self) { try decode(bytes) }
            #expect(error?.reason == .damaged)
        }
    }
}
