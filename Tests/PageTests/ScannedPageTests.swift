// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model
import PixelImage
import TestSupport
import Testing

/// A page that is one JPEG is read in the size that it is drawn in.
@Suite("A scanned page")
struct ScannedPageTests {
    /// How the data of the picture lie in the file: as they are, which has the short way, or spelled as text, which PDFium
    /// decodes in full.
    private enum Spelling {
        case plain, text
    }

    /// A page of A4's proportion with writing-like bars, colours and noise.
    private static let scan: Raster? = {
        let (width, height) = (1240, 1754)
        guard let noise = try? TestPictures.noise(width, height, seed: 11, isOpaque: true) else { return nil }
        let bytes = noise.bytes.indices.map { index -> UInt8 in
            guard index & 3 < 3 else { return 255 }
            let (x, y) = (index / 4 % width, index / 4 / width)
            let isInk = y / 14 % 2 == 0 && (x / 9 + y / 28) % 5 < 3 && 100..<1100 ~= x
            let paper = index & 3 == 2 ? 215 : 240 - x / 40
            return UInt8(clamping: (isInk ? 30 + y / 20 : paper) + Int(noise.bytes[index]) / 16)
        }
        return try? TestPictures.raster(width, height, bytes, isOpaque: true)
    }()

    private static func jpeg(_ raster: Raster) throws -> Data {
        let encoder = try PictureEncoder(format: .jpeg, subject: .photo, pixelLimit: 100_000_000, byteLimit: 1 << 24)
        return try encoder.encode(raster).bytes
    }

    /// A file with the scan on a page of 595 by 842 points.
    ///
    /// - Parameters:
    ///   - entries: More entries of the picture's dictionary.
    ///   - content: What stands before and after the picture.
    private static func file(
        _ spelling: Spelling,
        _ entries: String = "",
        space: String = "/DeviceRGB",
        placed: String = "595 0 0 842 0 0",
        page: String = "",
        before: String = "",
        after: String = "",
        mask: Bool = false,
        inMemory: Data? = nil
    ) throws -> Data {
        let scan = try #require(Self.scan)
        let data = try inMemory ?? jpeg(scan)
        var maker = PDFMaker()
        var entries = entries
        if mask {
            let soft = maker.add(
                stream: "80 ",
                "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/ASCIIHexDecode"
            )
            entries += "/SMask \(soft)"
        }
        let hex = data.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() + ">"
        let image = maker.add(
            stream: spelling == .plain ? data : Data(hex.utf8),
            "/Type/XObject/Subtype/Image/Width \(scan.size.width)/Height \(scan.size.height)/BitsPerComponent 8"
                + "/ColorSpace\(space)/Filter[\(spelling == .plain ? "" : "/ASCIIHexDecode")/DCTDecode]\(entries)"
        )
        maker.add(
            .init(
                width: 595,
                height: 842,
                entries: page,
                resources: "/XObject<</I \(image)>>/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>",
                "\(before) q \(placed) cm /I Do Q \(after)"
            )
        )
        return maker.file
    }

    private static func noiseRatio(_ left: Raster, _ right: Raster) -> Double {
        guard left.size == right.size else { return 0 }
        let squares = zip(left.bytes, right.bytes).reduce(0.0) { sum, pair in
            let difference = Double(Int(pair.0) - Int(pair.1))
            return sum + difference * difference
        }
        return squares == 0 ? 99 : 10 * log10(255 * 255 * Double(left.bytes.count) / squares)
    }

    /// How alike two pictures of the same size look, by their greens.
    private static func similarity(_ left: Raster, _ right: Raster) throws -> Double {
        let greys = try [left, right].map { raster in
            let samples = stride(from: 1, to: raster.bytes.count, by: 4).map { raster.bytes[$0] }
            return try #require(
                GreyPicture(width: raster.size.width, height: raster.size.height, samples: samples)
            )
        }
        try #require(left.size == right.size)
        return structuralSimilarity(greys[0], greys[1])
    }

    static let placements = [
        ("595 0 0 842 0 0", ""), ("0 842 -595 0 595 0", ""), ("595 0 0 842 0 0", "/Rotate 90"),
        ("500 0 0 700 40 60", ""), ("595 0 0 -842 0 842", "/CropBox[50 50 545 792]"),
    ]

    @Test("looks as it does when all of it is decoded", arguments: placements)
    func likeness(_ placed: String, _ page: String) throws {
        for pixels in [240, 480] {
            let short = try RenderedPage(Self.file(.plain, placed: placed, page: page), pixels: pixels)
            let full = try RenderedPage(Self.file(.text, placed: placed, page: page), pixels: pixels)
            let alike = try Self.similarity(short.raster(), full.raster())
            #expect(alike >= 0.88, "\(placed) \(page) at \(pixels)")
            // Otherwise both went the same way.
            #expect(short.files != full.files)
        }
    }

    @Test("is as near to the mean of its samples as PDFium comes", arguments: [120, 240, 480])
    func nearness(_ pixels: Int) throws {
        let short = try RenderedPage(Self.file(.plain), pixels: pixels).raster()
        let full = try RenderedPage(Self.file(.text), pixels: pixels).raster()
        let mean = try #require(Self.scan).scaled(to: short.size)
        #expect(Self.noiseRatio(short, mean) >= Self.noiseRatio(full, mean) - 0.5)
    }

    @Test("with text over the picture keeps it")
    func text() throws {
        let words = "BT /F 80 Tf 1 0 0 rg 60 400 Td (Stamped) Tj ET"
        let short = try RenderedPage(Self.file(.plain, after: words), pixels: 480)
        let full = try RenderedPage(Self.file(.text, after: words), pixels: 480)
        #expect(try Self.similarity(short.raster(), full.raster()) >= 0.9)
        #expect(short.files != full.files)
        let plain = try RenderedPage(Self.file(.plain), pixels: 480)
        #expect(try Self.noiseRatio(short.raster(), plain.raster()) < 30)
    }

    @Test("is sharp enough for the largest of its pictures")
    func severalShapes() throws {
        let spec = ThumbnailSpec(shapes: [.longSide(240), .longSide(600), .longSide(300)])
        let short = try RenderedPage(Self.file(.plain), spec)
        let full = try RenderedPage(Self.file(.text), spec)
        for index in 0..<3 {
            #expect(try Self.similarity(short.raster(index), full.raster(index)) >= 0.9, "\(index)")
        }
    }

    /// More entries, the colour space, whether there is a mask, and what else is on the page.
    static let otherPages: [(String, String, Bool, String)] = [
        ("/Decode[1 0 1 0 1 0]", "/DeviceRGB", false, ""), ("", "/DeviceRGB", true, ""),
        ("/Mask[0 60 0 60 0 60]", "/DeviceRGB", false, ""), ("", "[/CalRGB<</WhitePoint[0.95 1 1.09]>>]", false, ""),
        ("", "/DeviceGray", false, ""), ("/DecodeParms[null]", "/DeviceRGB", false, ""),
        ("", "/DeviceRGB", false, "0 0 1 rg 0 0 100 100 re f"),
        ("", "/DeviceRGB", false, "q 100 0 0 100 0 0 cm /I Do Q"),
    ]

    @Test("with a picture that means anything else is decoded in full", arguments: otherPages.indices)
    func otherwise(_ index: Int) throws {
        let (entries, space, mask, after) = Self.otherPages[index]
        let plain = try RenderedPage(Self.file(.plain, entries, space: space, after: after, mask: mask), pixels: 240)
        // A parameter for each filter.
        let spelled = entries.replacing("[null]", with: "[null null]")
        let text = try RenderedPage(Self.file(.text, spelled, space: space, after: after, mask: mask), pixels: 240)
        #expect(plain.files == text.files)
        #expect(plain.failure == nil)
    }

    @Test("that is not much larger than it is drawn is decoded in full")
    func large() throws {
        let plain = try RenderedPage(Self.file(.plain), pixels: 1000)
        #expect(try plain.files == RenderedPage(Self.file(.text), pixels: 1000).files)
    }

    @Test("whose picture is damaged shows what PDFium makes of it")
    func damaged() throws {
        let whole = try Self.jpeg(#require(Self.scan))
        let cut = whole.prefix(whole.count / 2)
        let plain = try RenderedPage(Self.file(.plain, inMemory: Data(cut)), pixels: 240)
        #expect(try plain.files == RenderedPage(Self.file(.text, inMemory: Data(cut)), pixels: 240).files)
    }
}
