// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
@testable import PixelImage
import TestSupport
import Testing

/// The short way to an eighth of a sequential JPEG, against libjpeg's own.
@Suite struct EighthDecodingTests {
    private static let limit: Int64 = 100_000_000
    private static let samplings: [(columns: Int, rows: Int)?] = [nil, (1, 1), (2, 1), (1, 2), (2, 2)]

    /// The pixels by the short way; `nil` where that does not apply.
    static func short(_ file: [UInt8]) throws -> [UInt8]? {
        guard let size = SequentialJPEG(file.span)?.size else { return nil }
        let eighth = PixelSize(width: (size.width + 7) / 8, height: (size.height + 7) / 8)
        return try JPEGDecoder().eighth(of: file.span, size, eighth)
    }

    /// The pixels of a whole file by libjpeg alone.
    static func long(_ file: [UInt8]) throws -> [UInt8] {
        try JPEGDecoder().picture(of: file.span, atLeast: nil, limit: limit, isProof: true).raster.bytes
    }

    /// An eighth of `file`, whatever it is; `nil` where there is no picture.
    static func decoded(_ file: [UInt8]) throws -> JPEGPicture? {
        let decoder = try JPEGDecoder()
        return try? decoder.raster(of: file.span, atLeast: PixelSize(width: 1, height: 1), limit: limit)
    }

    /// The same by libjpeg alone: the short way does not know that a marker may have more bytes of ones before it.
    private static func decodedByLibrary(_ file: [UInt8]) throws -> JPEGPicture? {
        let file = file.prefix(2) + [0xFF] + file.dropFirst(2)
        #expect(try short(Array(file)) == nil)
        return try decoded(Array(file))
    }

    private static func file(_ raster: Raster, _ options: [String]) throws -> [UInt8] {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/source.jpg"
            try ImageMagick.write(raster, to: path, options: options)
            return try [UInt8](Data(contentsOf: URL(filePath: path)))
        }
    }

    static let kinds: [[String]] =
        [["-colorspace", "Gray"]] + ["4:4:4", "4:2:2", "4:4:0", "4:2:0"].map { ["-sampling-factor", $0] }

    @Test("Pictures are libjpeg's to the bit", arguments: kinds)
    func pictures(_ options: [String]) throws {
        for (width, height) in [(1, 9), (9, 17), (32, 16), (250, 333)] {
            let noise = try TestPictures.noise(width, height, seed: UInt64(width), isOpaque: true)
            for raster in [noise, try TestPictures.gradient(width, height)] {
                for quality in ["30", "98"] {
                    for isOptimized in ["true", "false"] {
                        let more = ["-quality", quality, "-define", "jpeg:optimize-coding=\(isOptimized)"]
                        let file = try Self.file(raster, options + more + ["-interlace", "none"])
                        let short = try #require(try Self.short(file), "\(width) x \(height) \(more)")
                        #expect(try short == Self.long(file), "\(width) x \(height) \(more)")
                    }
                }
            }
        }
    }

    @Test("Whatever way coefficients are coded, their picture is libjpeg's to the bit")
    func randomCoefficients() throws {
        var random = SeededGenerator(seed: Proof.seed)
        for round in 0..<Proof.count(sample: 60, full: 20_000) {
            let (width, height) = (Int.random(in: 9...150, using: &random), Int.random(in: 1...90, using: &random))
            let size = PixelSize(width: width, height: height)
            let sampling = Self.samplings[round % Self.samplings.count]
            var maker = JPEGMaker(size: size, sampling: sampling, seed: .random(in: 0...UInt64.max, using: &random))
            maker.restartInterval = [0, 0, 1, 3, 10].randomElement(using: &random) ?? 0
            maker.isJFIF = .random(using: &random)
            if Bool.random(using: &random) { maker.adobeTransform = 1 }
            if Bool.random(using: &random) { maker.identifiers = [0, 7, 255] }
            let file = maker.next()
            let about = "seed \(Proof.seed), round \(round), \(size), \(String(describing: sampling))"
            let short = try #require(try Self.short(file), "\(about)")
            #expect(try short == Self.long(file), "\(about)")
            let picture = try #require(try Self.decoded(file), "\(about)")
            #expect(picture.isWhole && picture.raster.bytes == short && picture.isGrey == (sampling == nil), "\(about)")
        }
    }

    @Test("A component that is alone is read row by row, whatever it says of an MCU")
    func loneComponent() throws {
        var maker = JPEGMaker(size: PixelSize(width: 70, height: 50), sampling: nil, seed: 5)
        var file = maker.next()
        let frame = try #require(Self.place(of: 0xC0, in: file))
        let plain = try #require(try Self.short(file))
        file[frame + 11] = 0x22
        #expect(try Self.short(file) == plain)
        #expect(try Self.long(file) == plain)
    }

    @Test("One pixel is made as libjpeg makes it, which is not always from an eighth")
    func onePixel() throws {
        for sampling in Self.samplings {
            for side in 1...8 {
                var maker = JPEGMaker(size: PixelSize(width: side, height: 9 - side), sampling: sampling, seed: 9)
                let file = maker.next()
                #expect(try Self.decoded(file)?.raster.bytes == Self.long(file), "\(side)")
                maker.size = PixelSize(width: (side + 1) / 2, height: (side + 1) / 2)
                let small = maker.next()
                #expect(try Self.decoded(small)?.raster.bytes == Self.long(small), "\(side)")
            }
        }
    }

    @Test("What comes after the end is not looked at")
    func trailer() throws {
        var maker = JPEGMaker(size: PixelSize(width: 70, height: 50), sampling: (2, 2), seed: 6)
        let file = maker.next()
        #expect(try Self.short(file + [1, 2, 3, 0xFF, 0xD8, 0xFF]) == Self.short(file))
    }

    @Test("Files of other kinds are left to libjpeg")
    func otherKinds() throws {
        let raster = try TestPictures.gradient(90, 70)
        let kinds = [
            ["-interlace", "JPEG"], ["-colorspace", "CMYK"], ["-sampling-factor", "4:1:1"],
            ["-sampling-factor", "2x4"],
        ]
        for options in kinds {
            let file = try Self.file(raster, options)
            #expect(try Self.short(file) == nil, "\(options)")
        }
        // Whose components are red, green and blue.
        var maker = JPEGMaker(size: raster.size, sampling: (1, 1), seed: 7)
        maker.isJFIF = false
        maker.adobeTransform = 0
        let colors = maker.next()
        #expect(try Self.decoded(colors)?.raster.bytes == Self.long(colors))
        (maker.adobeTransform, maker.identifiers) = (nil, Array("RGB".utf8))
        let named = maker.next()
        #expect(try Self.decoded(named)?.raster.bytes == Self.long(named))
        // Those that say so: other processes, 12 bits, steps of 16 bits, part of the coefficients, one component of three.
        (maker.isJFIF, maker.identifiers) = (true, [1, 2, 3])
        let file = maker.next()
        let changes: [(marker: UInt8, offset: Int, value: UInt8)] = [
            (0xC0, 1, 0xC2), (0xC0, 1, 0xC9), (0xC0, 4, 12), (0xDB, 4, 0x10), (0xDA, 12, 5), (0xDA, 4, 1),
        ]
        #expect(try Self.short(file) != nil)
        for change in changes {
            var changed = file
            changed[try #require(Self.place(of: change.marker, in: file)) + change.offset] = change.value
            #expect(try Self.short(changed) == nil, "\(change)")
        }
    }

    @Test("Of a file that lacks something all is left to libjpeg")
    func incompleteFiles() throws {
        var maker = JPEGMaker(size: PixelSize(width: 64, height: 48), sampling: (2, 2), seed: 8)
        maker.restartInterval = 2
        let file = maker.next()
        try #require(try Self.short(file) != nil)
        for count in 0..<file.count { #expect(try Self.short(Array(file.prefix(count))) == nil, "\(count)") }
        // A byte more before a marker among the coefficients, a restart marker that is another's, and none.
        let markers = file.indices.dropLast().filter { file[$0] == 0xFF && 0xD0...0xD9 ~= file[$0 + 1] }.dropFirst()
        #expect(markers.count == 6)
        for place in markers {
            let (before, after) = (file.prefix(place), file.suffix(from: place + 2))
            let others: [[UInt8]] = [[0, 0xFF, file[place + 1]], [0xFF, 0xFF, file[place + 1]], [0xFF, 0xD7], []]
            for other in others { try Self.expectSame(before + other + after) }
        }
    }

    @Test("A changed file gives what libjpeg alone gives, and its doubts")
    func changedFiles() throws {
        var random = SeededGenerator(seed: Proof.seed)
        var (shortened, left) = (0, 0)
        for round in 0..<Proof.count(sample: 60, full: 5000) {
            let sampling = Self.samplings[round % Self.samplings.count]
            var maker = JPEGMaker(size: PixelSize(width: 40, height: 30), sampling: sampling, seed: UInt64(round))
            maker.restartInterval = round % 3
            let file = maker.next()
            for _ in 0..<10 {
                var changed = file
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    // Behind the first byte of the first segment, to which one of ones is added for libjpeg alone.
                    let place = Int.random(in: 3..<changed.count, using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: changed[place] = .random(in: 0...255, using: &random)
                    case 1: changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                    case 2: changed.remove(at: place)
                    default: changed.insert(.random(in: 0...255, using: &random), at: place)
                    }
                }
                let isShort = try Self.expectSame(changed, "seed \(Proof.seed), round \(round)")
                (shortened, left) = isShort ? (shortened + 1, left) : (shortened, left + 1)
            }
        }
        // Bits of a value may change without harm.
        #expect(shortened > 0 && left > shortened)
    }

    /// Expects of `file` what libjpeg alone makes of it; tells whether it was read by the short way.
    @discardableResult
    private static func expectSame(_ file: [UInt8], _ about: String = "") throws -> Bool {
        let (ours, theirs) = (try decoded(file), try decodedByLibrary(file))
        #expect(ours?.raster == theirs?.raster, "\(about)")
        #expect(ours?.isWhole == theirs?.isWhole && ours?.isGrey == theirs?.isGrey, "\(about)")
        return try short(file) != nil && ours != nil
    }

    /// The place of the first segment of that marker.
    private static func place(of marker: UInt8, in file: [UInt8]) -> Int? {
        file.indices.dropLast().first { file[$0] == 0xFF && file[$0 + 1] == marker }
    }
}
