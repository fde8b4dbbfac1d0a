// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import RenderProtocol
import TestSupport
import Testing

@Suite("What is painted on a page")
struct PagePaintTests {
    @Test("is told with its format and pages")
    func media() throws {
        let result = try RenderedPage(PDFMaker.file(.init(""), .init("")))
        #expect(result.media == MediaInfo(container: "pdf", document: .init(pages: 2)))
        #expect(result.summary?.pictures == 1)
        #expect(result.summary?.notes == [])
    }

    @Test("may be nothing: a blank page is white")
    func blank() throws {
        let result = try RenderedPage(PDFMaker.file(.init("")))
        #expect(try result.raster().bytes.allSatisfy { $0 == 255 })
    }

    @Test("lies on white where it is transparent, in each format", arguments: [PictureFormat.jpeg, .png])
    func transparency(_ format: PictureFormat) throws {
        let page = PDFMaker.Page(
            entries: "/Group<</S/Transparency/I true/CS/DeviceRGB>>",
            resources: "/ExtGState<</G<</ca 0.5>>>>",
            "/G gs " + PDFMaker.fill("0 0 0", 0, 0, 100, 100)
        )
        let result = try RenderedPage(
            PDFMaker.file(page),
            ThumbnailSpec(shapes: [.longSide(200)], format: format)
        )
        let grey = try GreyPicture(try #require(result.files.first), width: 200, height: 100)
        #expect(abs(Int(grey.samples[50 * 200 + 50]) - 128) <= 2)
        #expect(grey.samples[50 * 200 + 150] == 255)
        #expect(try #require(result.files.first).starts(with: format == .png ? [0x89, 0x50] : [0xFF, 0xD8]))
    }

    /// A page with one annotation, whose appearance fills its rectangle with red.
    private func annotated(_ entries: String, catalogue: String = "") -> Data {
        var maker = PDFMaker()
        let appearance = maker.add(
            stream: PDFMaker.fill("1 0 0", 0, 0, 100, 50),
            "/Type/XObject/Subtype/Form/BBox[0 0 100 50]"
        )
        let annotation = maker.add(
            "<</Type/Annot/Rect[0 0 100 50]/AP<</N \(appearance)>>\(entries)>>"
        )
        maker.catalogue = catalogue.replacing("FIELD", with: annotation)
        maker.add(PDFMaker.Page(entries: "/Annots[\(annotation)]", ""))
        return maker.file
    }

    @Test("includes annotations, but not hidden ones", arguments: [(4, Color.red), (2, .white), (32, .white)])
    func annotation(_ flags: Int, _ color: Color) throws {
        let result = try RenderedPage(annotated("/Subtype/Square/F \(flags)"))
        try expect(result.quarters(), [.white, .white, color, .white])
    }

    @Test("includes form fields as they were filled in")
    func formField() throws {
        let form = "/AcroForm<</Fields[FIELD]/DA(/Helv 12 Tf 0 g)>>"
        let file = annotated("/Subtype/Widget/FT/Tx/T(name)/V(text)/F 4", catalogue: form)
        try expect(RenderedPage(file).quarters(), [.white, .white, .red, .white])
    }

    @Test("shows of a check box the state that it is in", arguments: [("/Yes", Color.green), ("/Off", .blue)])
    func checkBox(_ state: String, _ color: Color) throws {
        var maker = PDFMaker()
        let box = "/Type/XObject/Subtype/Form/BBox[0 0 100 50]"
        let on = maker.add(stream: PDFMaker.fill("0 1 0", 0, 0, 100, 50), box)
        let off = maker.add(stream: PDFMaker.fill("0 0 1", 0, 0, 100, 50), box)
        let field = maker.add(
            "<</Type/Annot/Subtype/Widget/FT/Btn/T(box)/V \(state)/AS \(state)/F 4/Rect[0 0 100 50]"
                + "/AP<</N<</Yes \(on)/Off \(off)>>>>>>"
        )
        maker.catalogue = "/AcroForm<</Fields[\(field)]>>"
        maker.add(PDFMaker.Page(entries: "/Annots[\(field)]", ""))
        try expect(RenderedPage(maker.file).quarters(), [.white, .white, color, .white])
    }

    @Test("includes the text of a field that has no appearance yet")
    func fieldWithoutAppearance() throws {
        var maker = PDFMaker()
        let font = maker.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>")
        let field = maker.add(
            "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(WWWWWW)/F 4/Rect[0 0 200 100]/DA(/Helv 60 Tf 1 0 0 rg)>>"
        )
        maker.catalogue =
            "/AcroForm<</Fields[\(field)]/NeedAppearances true/DR<</Font<</Helv \(font)>>>>/DA(/Helv 60 Tf 0 g)>>"
        maker.add(PDFMaker.Page(entries: "/Annots[\(field)]", ""))
        let raster = try RenderedPage(maker.file).raster()
        let reds = stride(from: 0, to: raster.bytes.count, by: 4).count { index in
            raster.bytes[index] > 200 && raster.bytes[index + 1] < 80
        }
        #expect(reds > 500)
    }

    @Test("is not changed by what the document would do when it is opened")
    func actions() throws {
        var maker = PDFMaker()
        let script = maker.add("<</S/JavaScript/JS(this.pageNum = 1; app.alert\\(1\\); while \\(true\\) {})>>")
        maker.catalogue = "/OpenAction \(script)/AA<</WC \(script)>>"
        maker.add(PDFMaker.Page(entries: "/AA<</O \(script)>>", PDFMaker.fill("1 0 0", 0, 0, 200, 100)))
        try expect([RenderedPage(maker.file).color(0.5, 0.5)], [.red])
    }

    @Test("keeps grey and full-strength colours apart without fringes")
    func noColorFringes() throws {
        let font = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
        let page = PDFMaker.Page(resources: font, "BT /F 20 Tf 10 40 Td (Hamburgefonts) Tj ET")
        let raster = try RenderedPage(PDFMaker.file(page)).raster()
        let spread = stride(from: 0, to: raster.bytes.count, by: 4).map { index in
            let parts = raster.bytes[index..<index + 3]
            return Int(parts.max() ?? 0) - Int(parts.min() ?? 0)
        }
        #expect(spread.allSatisfy { $0 <= 4 })
        #expect(raster.bytes.min().map { $0 < 60 } == true)
    }
}
