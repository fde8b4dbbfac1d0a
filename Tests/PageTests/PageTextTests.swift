// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PageEngine
import TestSupport
import Testing

@Suite("The text of a page")
struct PageTextTests {
    private static let helvetica = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"

    /// A page with `text` in a Chinese font that is not embedded.
    private static func chinese(_ text: String, font: String = "STSong-Light") -> Data {
        var maker = PDFMaker()
        let descriptor = maker.add(
            "<</Type/FontDescriptor/FontName/\(font)/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 800"
                + "/Descent -200/CapHeight 700/StemV 80>>"
        )
        let descendant = maker.add(
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/\(font)/FontDescriptor \(descriptor)"
                + "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>"
        )
        let face = maker.add(
            "<</Type/Font/Subtype/Type0/BaseFont/\(font)/Encoding/UniGB-UTF16-H/DescendantFonts[\(descendant)]>>"
        )
        let units = text.utf16.map { String(65_536 + Int($0), radix: 16).suffix(4) }.joined()
        maker.add(
            PDFMaker.Page(
                width: 200,
                height: 200,
                resources: "/Font<</F \(face)>>",
                "BT /F 180 Tf 10 30 Td <\(units)> Tj ET"
            )
        )
        return maker.file
    }

    @Test("is told by its characters")
    func characters() throws {
        let fonts = "/Font<</F \(Self.helvetica)>>"
        let file = PDFMaker.file(
            .init(resources: fonts, "BT /F 20 Tf 10 60 Td (Hallo \\304) Tj 0 -30 Td (du) Tj ET"),
            .init(resources: fonts, "BT /F 20 Tf 10 60 Td (zwei) Tj ET")
        )
        let found = try RenderedPage.withDocument(file) { document in
            [1, 2, 3].map { document.characters(ofPage: $0) }
        }
        #expect(found[0] == Set("Halo Ädu".unicodeScalars))
        #expect(found[1] == Set("zwei".unicodeScalars))
        #expect(found[2] == found[1])
    }

    @Test("is empty of a page without any")
    func withoutText() throws {
        try RenderedPage.withDocument(PDFMaker.file(.init(""))) { document in
            #expect(document.characters(ofPage: 1).isEmpty)
        }
    }

    @Test(
        "has glyphs where a Chinese font is not embedded",
        arguments: ["STSong-Light", "SimSun", "AdobeSongStd-Light"]
    )
    func chineseGlyphs(_ font: String) throws {
        let files = try ["中", "文", "一"].map { text in
            try #require(try RenderedPage(Self.chinese(text, font: font), pixels: 256).files.first)
        }
        let pictures = try files.map { try GreyPicture($0, width: 64, height: 64) }
        // A box in the place of a glyph is the same for each character.
        #expect(structuralSimilarity(pictures[0], pictures[1]) < 0.5)
        #expect(structuralSimilarity(pictures[1], pictures[2]) < 0.5)
        // The strokes of 中 are in its middle column, those of 一 in its middle row alone.
        let ink = pictures.map { picture in picture.samples.count { $0 < 128 } }
        #expect(ink[0] > 150 && ink[1] > 150 && ink[2] > 60)
        #expect(ink[2] < ink[0])
    }
}
