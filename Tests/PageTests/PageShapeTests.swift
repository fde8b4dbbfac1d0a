// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import RenderProtocol
import Testing

@Suite("The shape of a page's picture")
struct PageShapeTests {
    private static let quarters = PDFMaker.quarters(200, 100)

    @Test(
        "follows the rotation of the page",
        arguments: [
            (0, 200, 100, [Color.red, .green, .blue, .black]), (90, 100, 200, [.blue, .red, .black, .green]),
            (180, 200, 100, [.black, .blue, .green, .red]), (270, 100, 200, [.green, .black, .red, .blue]),
            (-90, 100, 200, [.green, .black, .red, .blue]), (450, 100, 200, [.blue, .red, .black, .green]),
        ]
    )
    func rotation(_ degrees: Int, _ width: Int, _ height: Int, _ colors: [Color]) throws {
        let result = try RenderedPage(PDFMaker.file(.init(entries: "/Rotate \(degrees)", Self.quarters)))
        #expect(try result.size() == PixelSize(width: width, height: height))
        try expect(result.quarters(), colors)
    }

    @Test("is that of the crop box")
    func cropBox() throws {
        let content = PDFMaker.fill("1 0 0", 0, 0, 400, 400) + "1 0 0 1 100 100 cm\n" + Self.quarters
        let result = try RenderedPage(
            PDFMaker.file(.init(width: 400, height: 400, entries: "/CropBox[100 100 300 200]", content))
        )
        #expect(try result.size() == PixelSize(width: 200, height: 100))
        try expect(result.quarters(), [.red, .green, .blue, .black])
    }

    @Test("is that of the media box where the crop box is larger")
    func largeCropBox() throws {
        let page = PDFMaker.Page(entries: "/CropBox[-500 -500 900 900]", Self.quarters)
        let result = try RenderedPage(PDFMaker.file(page))
        #expect(try result.size() == PixelSize(width: 200, height: 100))
        try expect(result.quarters(), [.red, .green, .blue, .black])
    }

    @Test("is that of the turned crop box, wherever the media box begins")
    func offsetAndRotated() throws {
        let content = "1 0 0 1 -300 50 cm\n" + Self.quarters
        var page = PDFMaker.Page(entries: "/CropBox[-300 50 -100 150]/Rotate 90", content)
        page.mediaBox = "-400 -400 400 400"
        let result = try RenderedPage(PDFMaker.file(page))
        #expect(try result.size() == PixelSize(width: 100, height: 200))
        try expect(result.quarters(), [.blue, .red, .black, .green])
    }

    @Test("does not depend on the user unit", arguments: ["0.01", "1", "72", "1000"])
    func userUnit(_ unit: String) throws {
        let result = try RenderedPage(PDFMaker.file(.init(entries: "/UserUnit \(unit)", Self.quarters)))
        #expect(try result.size() == PixelSize(width: 200, height: 100))
        try expect(result.quarters(), [.red, .green, .blue, .black])
    }

    @Test("fills the box at any size of the page", arguments: [1.0, 3, 72, 595.276, 14_400, 200_000])
    func fitted(_ side: Double) throws {
        let page = PDFMaker.Page(width: side, height: side / 2, PDFMaker.quarters(side, side / 2))
        let result = try RenderedPage(PDFMaker.file(page), pixels: 480)
        #expect(try result.size() == PixelSize(width: 480, height: 240))
        try expect(result.quarters(), [.red, .green, .blue, .black])
    }

    @Test("has exactly the longer side that is asked for", arguments: [480, 481, 799, 1600])
    func exactSide(_ side: Int) throws {
        let portrait = try RenderedPage(PDFMaker.file(.init(width: 595.276, height: 841.89, "")), pixels: side)
        #expect(try portrait.size().height == side)
        let landscape = try RenderedPage(PDFMaker.file(.init(width: 841.89, height: 595.276, "")), pixels: side)
        #expect(try landscape.size().width == side)
    }

    @Test("survives extreme proportions", arguments: [(14_400.0, 1.0, 480, 1), (1, 14_400, 1, 480)])
    func extreme(_ width: Double, _ height: Double, _ columns: Int, _ rows: Int) throws {
        let page = PDFMaker.Page(width: width, height: height, PDFMaker.fill("1 0 0", 0, 0, width, height))
        let spec = ThumbnailSpec(shapes: [.longSide(480), PictureShape(fit: .crop, width: 40, height: 40)])
        let result = try RenderedPage(PDFMaker.file(page), spec)
        #expect(try result.size(0) == PixelSize(width: columns, height: rows))
        #expect(try result.size(1) == PixelSize(width: 40, height: 40))
        try expect([result.color(0.5, 0.5), result.color(0.5, 0.5, in: 1)], [.red, .red])
    }

    @Test("cuts, pads and stretches as asked, and each is drawn at its own size")
    func shapes() throws {
        let shapes = [
            PictureShape(fit: .inside, width: 300, height: 300), PictureShape(fit: .cover, width: 300, height: 300),
            PictureShape(fit: .crop, width: 100, height: 100),
            PictureShape(fit: .pad, width: 400, height: 400, color: 0x00_80_FF),
            PictureShape(fit: .stretch, width: 50, height: 150), PictureShape(width: 120), PictureShape(height: 120),
            PictureShape(shortSide: 60), PictureShape(percent: 50), PictureShape(),
        ]
        let result = try RenderedPage(PDFMaker.file(.init(Self.quarters)), ThumbnailSpec(shapes: shapes))
        #expect(result.failure == nil)
        #expect(result.owed == shapes.count)
        #expect(result.pictures.map(\.index) == Array(shapes.indices))
        let sizes = [
            (300, 150), (600, 300), (100, 100), (400, 400), (50, 150), (120, 60), (240, 120), (120, 60), (100, 50),
            (200, 100),
        ]
        #expect(try shapes.indices.map { try result.size($0) } == sizes.map { PixelSize(width: $0.0, height: $0.1) })
        for index in [0, 1, 4, 5, 6, 7, 8, 9] {
            let corners = try [(0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)].map {
                try result.color($0.0, $0.1, in: index)
            }
            expect(corners, [.red, .green, .blue, .black], "\(index)")
        }
        let padded = try [(0.1, 0.2), (0.1, 0.3), (0.9, 0.7), (0.9, 0.8)].map { try result.color($0.0, $0.1, in: 3) }
        let color = Color(red: 0, green: 128, blue: 255)
        expect(padded, [color, .red, .black, color])
    }

    @Test("loses by a cut as much at both sides")
    func cut() throws {
        let (left, right) = (PDFMaker.fill("1 0 0", 0, 0, 50, 100), PDFMaker.fill("0 0 1", 150, 0, 50, 100))
        let file = PDFMaker.file(.init(left + right + PDFMaker.fill("0 1 0", 50, 0, 100, 100)))
        let sizes = [(100, 100), (120, 100), (150, 100), (200, 50)]
        let shapes = sizes.map { PictureShape(fit: .crop, width: $0.0, height: $0.1) }
        let result = try RenderedPage(file, ThumbnailSpec(shapes: shapes))
        #expect(try shapes.indices.map { try result.size($0) } == sizes.map { PixelSize(width: $0.0, height: $0.1) })
        // Where red ends and blue begins, in parts of the width.
        let borders = [0, 10.0 / 120, 25.0 / 150, 50.0 / 200]
        for (index, border) in borders.enumerated() where border > 0 {
            let places = [border / 4, border + 0.1, 0.9 - border, 1 - border / 4]
            let colors = try places.map { try result.color($0, 0.5, in: index) }
            expect(colors, [.red, .green, .green, .blue], "\(index)")
        }
        try expect([0.02, 0.5, 0.98].map { try result.color($0, 0.5) }, [.green, .green, .green])
    }

    @Test("is limited in its pixels, whatever it is cut to")
    func pixelLimit() throws {
        var limits = RenderLimits()
        limits.pixels = 10_000
        let file = PDFMaker.file(.init(Self.quarters))
        let small = try RenderedPage(file, ThumbnailSpec(shapes: [.longSide(140)]), limits: limits)
        #expect(small.failure == nil)
        for shape in [
            .longSide(142), PictureShape(fit: .pad, width: 101, height: 100),
            PictureShape(fit: .stretch, width: 1, height: 65_501),
            PictureShape(fit: .stretch, width: .max, height: .max), PictureShape(percent: 1000),
        ] {
            let result = try RenderedPage(file, ThumbnailSpec(shapes: [shape]), limits: limits)
            #expect(result.failure?.code == .limitExceeded, "\(shape)")
        }
    }

    @Test("is that of the page that is asked for, past the last one of the last")
    func pages() throws {
        let file = PDFMaker.file(
            .init(PDFMaker.fill("1 0 0", 0, 0, 200, 100)),
            .init(width: 100, height: 200, PDFMaker.fill("0 1 0", 0, 0, 100, 200)),
            .init(PDFMaker.fill("0 0 1", 0, 0, 200, 100))
        )
        for (page, color) in [(1, Color.red), (2, .green), (3, .blue), (4, .blue), (Int.max, .blue)] {
            let result = try RenderedPage(file, page: page)
            #expect(result.media?.document?.pages == 3)
            try expect([result.color(0.5, 0.5)], [color], "page \(page)")
        }
    }
}
