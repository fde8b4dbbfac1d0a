// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import TestSupport
import Testing

/// Reduced PNG files, which a program wrote that shares nothing with the decoder.
@Suite struct PNGDecodingTests {
    /// How pixels are stored.
    struct Kind: Sendable, CustomTestStringConvertible {
        var name: String
        var options: [String]
        var isOpaque = true
        var testDescription: String { name }
    }

    static let kinds = [
        Kind(name: "grey", options: ["-colorspace", "Gray", "-define", "png:color-type=0"]),
        Kind(name: "colours", options: ["-define", "png:color-type=2"]),
        Kind(name: "palette", options: ["-colors", "200", "-define", "png:color-type=3"]),
        Kind(name: "colours with alpha", options: ["-define", "png:color-type=6"], isOpaque: false),
    ]

    /// Noise, which no filter and no compression makes the same of, and the file that has it.
    private static func noise(_ kind: Kind, _ options: [String] = [], side: Int = 61) throws -> (Raster, [UInt8]) {
        let raster = try TestPictures.noise(side, side - 9, seed: 5, isOpaque: kind.isOpaque)
        return try withTemporaryDirectory { directory in
            let path = "\(directory)/source.png"
            let depth = ["-depth", "8", "-define", "png:bit-depth=8"]
            try ImageMagick.write(raster, to: path, options: kind.options + depth + options)
            let file = try [UInt8](Data(contentsOf: URL(filePath: path)))
            return (try ImageMagick.read(path, raster.size), file)
        }
    }

    private static func decoded(_ file: [UInt8], _ size: PixelSize) -> Raster? {
        PNGDecoder.raster(of: file.span, scaledTo: size)
    }

    @Test("Every pixel is read exactly, however rows are filtered and compressed", arguments: kinds)
    func pixels(_ kind: Kind) throws {
        for filter in 0...5 {
            for level in [0, 9] {
                let options = [
                    "-define", "png:compression-filter=\(filter)", "-define", "png:compression-level=\(level)",
                ]
                let (raster, file) = try Self.noise(kind, options)
                let made = try #require(Self.decoded(file, raster.size))
                #expect(made.isOpaque == kind.isOpaque)
                // What is transparent has no colour.
                let expected = raster.bytes.indices.map { raster.bytes[$0 | 3] == 0 ? 0 : raster.bytes[$0] }
                let isExact = made.bytes == expected
                #expect(isExact, "filter \(filter), level \(level)")
            }
        }
    }

    @Test("Rows are longer than what is expanded at once, and many are read at once")
    func largePictures() throws {
        for (width, height) in [(50_000, 7), (7, 50_000)] {
            let raster = try TestPictures.noise(width, height, seed: 3, isOpaque: true)
            let encoder = try PictureEncoder(format: .png, subject: .photo, pixelLimit: 1 << 20, byteLimit: 1 << 22)
            let file = try [UInt8](encoder.encode(raster).bytes)
            let isExact = Self.decoded(file, raster.size) == raster
            #expect(isExact)
            #expect(Self.decoded(file, PixelSize(width: 1, height: 1))?.pixel(0, 0).allSatisfy { $0 > 120 } == true)
        }
    }

    @Test(
        "What is even stays even, and what rises evenly does so in its place",
        arguments: [1, 2, 7, 33, 50, 66, 90, 203]
    )
    func geometry(_ width: Int) throws {
        let even = (0..<203 * 151).flatMap { _ -> [UInt8] in [1, 77, 254, 255] }
        let plain = try Self.file(TestPictures.raster(203, 151, even, isOpaque: true))
        let size = PixelSize(width: width, height: max(1, width * 151 / 203))
        let made = try #require(Self.decoded(plain, size))
        #expect((0..<size.width * size.height).allSatisfy { Array(made.bytes[4 * $0..<4 * $0 + 3]) == [1, 77, 254] })
        let rising = (0..<203 * 151).flatMap { index -> [UInt8] in [UInt8(index % 203), UInt8(index / 203), 0, 255] }
        let ramps = try #require(Self.decoded(Self.file(TestPictures.raster(203, 151, rising, isOpaque: true)), size))
        // At the edges there is nothing more to rise to.
        for y in 3..<max(3, size.height - 3) {
            for x in 3..<max(3, size.width - 3) {
                let right = (Double(x) + 0.5) * 203 / Double(size.width) - 0.5
                let down = (Double(y) + 0.5) * 151 / Double(size.height) - 0.5
                let pixel = ramps.pixel(x, y)
                #expect(abs(Double(pixel[0]) - right) < 1 && abs(Double(pixel[1]) - down) < 1, "\(x) \(y): \(pixel)")
            }
        }
    }

    @Test("Fine detail is averaged, not sampled")
    func detail() throws {
        let board = (0..<150).flatMap { y in
            (0..<200).flatMap { x -> [UInt8] in (x + y).isMultiple(of: 2) ? [255, 255, 255, 255] : [0, 0, 0, 255] }
        }
        let file = try Self.file(TestPictures.raster(200, 150, board, isOpaque: true))
        for size in [PixelSize(width: 66, height: 50), PixelSize(width: 40, height: 30)] {
            let made = try #require(Self.decoded(file, size))
            let tones = (1..<size.width - 1).map { Int(made.pixel($0, 9)[0]) }
            #expect(tones.allSatisfy { abs($0 - 127) <= 2 }, "\(tones)")
        }
    }

    @Test("What is transparent does not shine through")
    func transparency() throws {
        let stripes = (0..<90).flatMap { _ in
            (0..<120).flatMap { x -> [UInt8] in x.isMultiple(of: 2) ? [255, 0, 0, 255] : [0, 255, 0, 0] }
        }
        let file = try Self.file(TestPictures.raster(120, 90, stripes, isOpaque: false))
        for width in [60, 40, 17, 3] {
            let made = try #require(Self.decoded(file, PixelSize(width: width, height: width * 3 / 4)))
            let pixel = made.pixel(width / 2, 1)
            #expect(pixel[0] > 252 && pixel[1] < 3 && pixel[2] < 3 && abs(Int(pixel[3]) - 127) < 10, "\(pixel)")
        }
    }

    @Test("Rows that are cut into chunks anywhere are the same", arguments: kinds)
    func chunks(_ kind: Kind) throws {
        let (raster, file) = try Self.noise(kind)
        let whole = try #require(Self.decoded(file, raster.size))
        let data = Self.chunks(of: file).filter { $0.name == "IDAT" }.flatMap(\.data)
        for count in [1, 2, 3, 5, 100, data.count] {
            let pieces = stride(from: 0, to: data.count, by: count).map { place in
                Chunk(name: "IDAT", data: Array(data[place..<min(place + count, data.count)]))
            }
            #expect(Self.decoded(Self.file(file, pieces), raster.size) == whole, "\(count) bytes each")
            #expect(Self.decoded(Self.file(file, [Chunk(name: "IDAT", data: [])] + pieces), raster.size) == whole)
        }
    }

    @Test("What is missing, too much or damaged is left to others", arguments: kinds)
    func damage(_ kind: Kind) throws {
        let (raster, file) = try Self.noise(kind, side: 30)
        let whole = try #require(Self.decoded(file, raster.size))
        for count in file.indices { #expect(Self.decoded(Array(file.prefix(count)), raster.size) == nil, "\(count)") }
        let data = Self.chunks(of: file).filter { $0.name == "IDAT" }.flatMap(\.data)
        let rows = Chunk(name: "IDAT", data: data)
        let wrong: [[Chunk]] = [
            [], [Chunk(name: "IDAT", data: data + [0])], [rows, Chunk(name: "IDAT", data: [0])],
            [rows, Chunk(name: "IDAT", data: [])], [rows, Chunk(name: "tEXt", data: []), rows],
            [Chunk(name: "IDAT", data: Array(data.dropLast()))], [Chunk(name: "IDAT", data: Array(data.dropLast(4)))],
            [Chunk(name: "IDAT", data: data.dropLast() + [data[data.count - 1] ^ 1])],
            // Windows of 64 KB, which there are none of, and of 256 bytes, which are too few.
            [Chunk(name: "IDAT", data: [0x88, 0x1C] + data.dropFirst(2))],
            [Chunk(name: "IDAT", data: [0x08, 0x1D] + data.dropFirst(2))],
            [Chunk(name: "QQQQ", data: []), rows], [Chunk(name: "tRNS", data: [0, 0, 0, 0, 0, 0]), rows],
            [Chunk(name: "acTL", data: [0, 0, 0, 1, 0, 0, 0, 0]), rows],
        ]
        for (index, chunks) in wrong.enumerated() {
            #expect(Self.decoded(Self.file(file, chunks), raster.size) == nil, "\(index)")
        }
        #expect(Self.decoded(Self.file(file, [rows, Chunk(name: "tEXt", data: [65])]), raster.size) == whole)
        var random = SeededGenerator(seed: Proof.seed)
        for _ in 0..<Proof.count(sample: 500, full: 50_000) {
            var changed = file
            let place = Int.random(in: 8..<changed.count, using: &random)
            changed[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            #expect(Self.decoded(changed, raster.size) == nil, "\(place)")
            // The same with checksums that are right: what becomes of it is any picture, or none.
            let chunks = Self.chunks(of: changed)
            if !chunks.isEmpty { _ = Self.decoded(Self.file(chunks), raster.size) }
        }
    }

    @Test(
        "Files of other kinds are left to others",
        arguments: [
            ["-interlace", "PNG"], ["-depth", "16", "-define", "png:bit-depth=16"],
            ["-monochrome", "-define", "png:bit-depth=1"],
            ["-colors", "9", "-define", "png:color-type=3", "-define", "png:bit-depth=4"],
            ["-colorspace", "Gray", "-define", "png:color-type=4"],
        ]
    )
    func others(_ options: [String]) throws {
        let raster = try TestPictures.gradient(60, 40)
        let file = try Self.file(raster, options)
        #expect(Self.decoded(file, raster.size) == nil)
        let plain = try Self.file(raster)
        #expect(Self.decoded(plain, raster.size) == raster)
        #expect(Self.decoded(plain, PixelSize(width: 61, height: 40)) == nil)
        #expect(Self.decoded([], raster.size) == nil)
    }

    /// The file of `raster`, with colours or colours and alpha unless `options` say otherwise.
    private static func file(_ raster: Raster, _ options: [String] = []) throws -> [UInt8] {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/source.png"
            let type = ["-define", "png:color-type=\(raster.isOpaque ? 2 : 6)"]
            try ImageMagick.write(raster, to: path, options: options.isEmpty ? type : options)
            return try [UInt8](Data(contentsOf: URL(filePath: path)))
        }
    }

    private struct Chunk {
        var name: String
        var data: [UInt8]

        var bytes: [UInt8] {
            let checked = Array(name.utf8) + data
            return UInt32(data.count).bigEndianBytes + checked + cyclicCheck(checked).bigEndianBytes
        }
    }

    /// The chunks of `file` as far as they are in it.
    private static func chunks(of file: [UInt8]) -> [Chunk] {
        var (chunks, rest): ([Chunk], ArraySlice<UInt8>) = ([], file.dropFirst(8))
        while rest.count >= 12 {
            let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            guard count <= rest.count - 12 else { break }
            let name = String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self)
            guard name.utf8.count == 4 else { break }
            chunks.append(Chunk(name: name, data: Array(rest.dropFirst(8).prefix(count))))
            rest = rest.dropFirst(count + 12)
        }
        return chunks
    }

    /// `file` with others for its rows.
    private static func file(_ file: [UInt8], _ rows: [Chunk]) -> [UInt8] {
        let all = chunks(of: file)
        let before = Array(all.prefix { $0.name != "IDAT" })
        return Self.file(before + rows + [Chunk(name: "IEND", data: [])])
    }

    private static func file(_ chunks: [Chunk]) -> [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunks.flatMap(\.bytes)
    }
}
