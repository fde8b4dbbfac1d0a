// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import TestSupport
import Testing

/// Files that were written, read back by a program that shares nothing with the encoder.
@Suite struct EncodingTests {
    private func encode(
        _ raster: Raster,
        _ format: PictureFormat,
        _ subject: PictureEncoder.Subject = .photo,
        pixelLimit: Int64 = 1_000_000,
        byteLimit: Int = 1 << 20
    ) throws -> EncodedPicture {
        let encoder = try PictureEncoder(
            format: format,
            subject: subject,
            pixelLimit: pixelLimit,
            byteLimit: byteLimit
        )
        return try encoder.encode(raster)
    }

    private func read(_ picture: EncodedPicture, _ format: PictureFormat) throws -> Raster {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/picture.\(format.suffix)"
            try picture.bytes.write(to: URL(filePath: path))
            return try ImageMagick.read(path, picture.size)
        }
    }

    static let sizes = [(1, 1), (1, 9), (17, 1), (16, 16), (33, 31), (200, 150)]

    @Test("A PNG shows every pixel exactly, with and without alpha", arguments: sizes, [true, false])
    func png(_ size: (Int, Int), isOpaque: Bool) throws {
        let source = try TestPictures.noise(size.0, size.1, seed: 11, isOpaque: isOpaque)
        let picture = try encode(source, .png)
        #expect(PictureFormat.png.isWhole(picture.bytes))
        #expect(picture.bytes[25] == (isOpaque ? 2 : 6), "the colour type")
        #expect(try read(picture, .png).bytes == source.bytes)
    }

    @Test("A JPEG shows the picture, of odd sizes too", arguments: sizes, [PictureEncoder.Subject.photo, .page])
    func jpeg(_ size: (Int, Int), subject: PictureEncoder.Subject) throws {
        let source = try TestPictures.gradient(size.0, size.1)
        let picture = try encode(source, .jpeg, subject)
        #expect(PictureFormat.jpeg.isWhole(picture.bytes))
        #expect(try read(picture, .jpeg).difference(from: source) <= 24)
    }

    @Test("Coloured lines stay coloured on a page, and only there")
    func subsampling() throws {
        let bytes = (0..<64 * 64).flatMap { index -> [UInt8] in
            index % 64 % 2 == 0 ? [255, 0, 0, 255] : [255, 255, 255, 255]
        }
        let lines = try TestPictures.raster(64, 64, bytes, isOpaque: true)
        let page = try read(encode(lines, .jpeg, .page), .jpeg)
        let photo = try read(encode(lines, .jpeg, .photo), .jpeg)
        #expect(page.difference(from: lines) <= 60)
        #expect(photo.difference(from: lines) >= 80)
    }

    @Test("Transparency is laid on white in a JPEG")
    func transparency() throws {
        let bytes = (0..<32 * 32).flatMap { _ in [0, 0, 0, 0] as [UInt8] }
        let clear = try TestPictures.raster(32, 32, bytes, isOpaque: false)
        #expect(try read(encode(clear, .jpeg), .jpeg).pixel(9, 9) == [255, 255, 255, 255])
    }

    @Test("What is too large is refused: pixels, bytes, sides")
    func limits() throws {
        let noise = try TestPictures.noise(100, 100, seed: 4, isOpaque: true)
        #expect(throws: PictureError.self) { try encode(noise, .png, pixelLimit: 9_999) }
        #expect(throws: PictureError.self) { try encode(noise, .png, byteLimit: 20_000) }
        #expect(throws: PictureError.self) { try encode(noise, .jpeg, byteLimit: 2_000) }
        let long = try TestPictures.noise(65_501, 1, seed: 4, isOpaque: true)
        #expect(throws: PictureError.self) { try encode(long, .jpeg) }
        #expect(try encode(noise, .png, pixelLimit: 10_000).size == noise.size)
    }

    @Test("Formats that are not written here are refused", arguments: [PictureFormat.webp, .avif])
    func formats(_ format: PictureFormat) {
        #expect(throws: PictureError.self) {
            _ = try PictureEncoder(format: format, subject: .photo, pixelLimit: 1, byteLimit: 1)
        }
    }
}
