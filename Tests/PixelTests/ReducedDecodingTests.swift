// SPDX-License-Identifier: Apache-2.0

import CJPEG
import FoundationEssentials
import Glibc
import Model
import PixelImage
import TestSupport
import Testing

/// The short way to a reduced progressive JPEG, against libjpeg's own.
@Suite struct ReducedDecodingTests {
    /// A picture with soft colours, edges and noise, of sides that are no multiples of a block.
    private static func picture(_ width: Int = 203, _ height: Int = 147) throws -> Raster {
        let soft = try TestPictures.gradient(width, height)
        let noise = try TestPictures.noise(width, height, seed: 7, isOpaque: true)
        let bytes = soft.bytes.indices.map { index -> UInt8 in
            guard index & 3 < 3 else { return 255 }
            let (x, y) = (index / 4 % width, index / 4 / width)
            let edge = x / 31 % 2 == y / 23 % 2 ? 40 : 0
            return UInt8(clamping: Int(soft.bytes[index]) * 3 / 4 + edge + Int(noise.bytes[index]) / 8)
        }
        return try TestPictures.raster(width, height, bytes, isOpaque: true)
    }

    private static func file(_ raster: Raster, _ options: [String]) throws -> [UInt8] {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/source.jpg"
            try ImageMagick.write(raster, to: path, options: options)
            return try [UInt8](Data(contentsOf: URL(filePath: path)))
        }
    }

    /// The reduced picture by the short way; `nil` where that does not apply.
    private static func short(_ file: [UInt8], _ eighths: Int, of size: PixelSize) -> [UInt8]? {
        let (width, height) = ((size.width * eighths + 7) / 8, (size.height * eighths + 7) / 8)
        var pixels = [UInt8](repeating: 0, count: 4 * width * height)
        let isDecoded = vignette_jpeg_reduced(file, file.count, CInt(eighths), CInt(width), CInt(height), &pixels)
        return isDecoded == 1 ? pixels : nil
    }

    /// The same by libjpeg alone: a file does not end as it should with a byte behind its end, which libjpeg ignores.
    private static func long(_ file: [UInt8], _ eighths: Int, of size: PixelSize) throws -> [UInt8] {
        let file = file + [0]
        #expect(short(file, eighths, of: size) == nil)
        let wanted = PixelSize(width: (size.width * eighths + 7) / 8, height: 1)
        let picture = try JPEGDecoder().raster(of: file.span, atLeast: wanted, limit: 100_000_000)
        #expect(picture.isWhole)
        return picture.raster.bytes
    }

    static let progressive: [[String]] = [
        ["-quality", "92", "-sampling-factor", "4:2:0"], ["-quality", "100", "-sampling-factor", "4:4:4"],
        ["-quality", "60"], ["-quality", "98", "-colorspace", "Gray"],
    ]

    @Test("The scans that are left out of a progressive file do not show", arguments: progressive)
    func progressiveFiles(_ options: [String]) throws {
        let raster = try Self.picture(403, 301)
        let file = try Self.file(raster, options + ["-interlace", "JPEG"])
        for eighths in 1..<8 {
            let short = try #require(Self.short(file, eighths, of: raster.size))
            let long = try Self.long(file, eighths, of: raster.size)
            #expect(Self.noiseRatio(short, long) >= 44, "\(options) \(eighths)")
        }
    }

    @Test("The last scans of a progressive file are not read at an eighth, and are in full")
    func unreadScans() throws {
        let raster = try Self.picture(403, 301)
        var file = try Self.file(raster, ["-quality", "92", "-interlace", "JPEG"])
        let scans = file.indices.dropLast().filter { file[$0] == 0xFF && file[$0 + 1] == 0xDA }
        try #require(scans.count >= 8)
        let whole = try #require(Self.short(file, 1, of: raster.size))
        // Past its header the last scan becomes a marker that is none.
        for index in scans[scans.count - 1] + 20..<file.count - 2 { file[index] = 0xFF }
        #expect(Self.short(file, 1, of: raster.size) == whole)
        let full = try JPEGDecoder().raster(of: file.span, atLeast: nil, limit: 1_000_000)
        #expect(!full.isWhole)
    }

    @Test("What is damaged, cut off or of another kind is left to libjpeg")
    func otherFiles() throws {
        let raster = try Self.picture()
        let baseline = try Self.file(raster, ["-quality", "90", "-interlace", "none"])
        #expect(Self.short(baseline, 1, of: raster.size) == nil)
        let file = try Self.file(raster, ["-quality", "90", "-interlace", "JPEG"])
        // Within the first scan, which always matters.
        let scan = try #require(file.indices.dropLast().first { file[$0] == 0xFF && file[$0 + 1] == 0xDA })
        let half = Array(file.prefix(scan + 200))
        #expect(Self.short(half, 1, of: raster.size) == nil)
        #expect(Self.short(half + [0xFF, 0xD9], 1, of: raster.size) == nil)
        #expect(Self.short(file, 1, of: PixelSize(width: 300, height: 300)) == nil)
        let cut = try JPEGDecoder().raster(
            of: (half + [0xFF, 0xD9]).span,
            atLeast: PixelSize(width: 1, height: 1),
            limit: 1_000_000
        )
        #expect(!cut.isWhole)
        let inks = try Self.file(raster, ["-colorspace", "CMYK"])
        #expect(Self.short(inks, 1, of: raster.size) == nil)
        for file in [[], [0xFF, 0xD8, 0xFF, 0xD9], [UInt8](repeating: 0xFF, count: 999)] as [[UInt8]] {
            #expect(Self.short(file, 1, of: raster.size) == nil)
        }
    }

    @Test("A file with any byte changed is decoded or left, and nothing else happens")
    func changedBytes() throws {
        let raster = try Self.picture(64, 48)
        var random = SeededGenerator(seed: Proof.seed)
        for options in Self.progressive {
            let file = try Self.file(raster, options + ["-interlace", "JPEG"])
            for _ in 0..<Proof.count(sample: 500, full: 50_000) {
                var changed = file
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    changed[Int.random(in: changed.indices, using: &random)] = .random(in: 0...255, using: &random)
                }
                for eighths in [1, 2] { _ = Self.short(changed, eighths, of: raster.size) }
            }
        }
    }

    /// The peak signal-to-noise ratio of two pictures in decibels.
    private static func noiseRatio(_ left: [UInt8], _ right: [UInt8]) -> Double {
        guard left.count == right.count else { return 0 }
        let squares = zip(left, right).reduce(0.0) { $0 + Double((Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1))) }
        return squares == 0 ? 99 : 10 * log10(255 * 255 * Double(left.count) / squares)
    }
}
