// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import RenderProtocol
import Testing

@Suite("A file that is no page")
struct PageFailureTests {
    private static let page = PDFMaker.file(.init(PDFMaker.quarters(200, 100)))

    @Test(
        "is not supported when nothing says that it is a PDF",
        arguments: ["", "Hello", "\u{7F}ELF", "<html></html>"]
    )
    func unsupported(_ text: String) throws {
        let result = try RenderedPage(Data(text.utf8))
        #expect(result.failure?.class == .permanent)
        #expect(result.failure?.code == .unsupportedMedia)
        #expect(result.media == nil)
    }

    @Test("is damaged when it says so and is none", arguments: ["%PDF-1.7\n", "%PDF-1.4 and then nothing of it"])
    func damaged(_ text: String) throws {
        let result = try RenderedPage(Data((text + String(repeating: "x", count: 4000)).utf8))
        #expect(result.failure?.class == .permanent)
        #expect(result.failure?.code == .damagedMedia)
    }

    @Test("is accepted with rubbish before its header")
    func preamble() throws {
        var maker = PDFMaker()
        maker.preamble = String(repeating: "rubbish\n", count: 100)
        maker.add(PDFMaker.Page(PDFMaker.quarters(200, 100)))
        try expect(RenderedPage(maker.file).quarters(), [.red, .green, .blue, .black])
    }

    @Test("is repaired when its table of objects is not where it is said to be")
    func withoutTable() throws {
        var bytes = [UInt8](Self.page)
        let number = try #require(bytes.firstRange(of: "startxref\n".utf8)).upperBound
        bytes[number] = UInt8(ascii: "9")
        try expect(RenderedPage(Data(bytes)).quarters(), [.red, .green, .blue, .black])
    }

    @Test("gives a picture or a clean failure wherever it is cut off")
    func cutOff() throws {
        let whole = Self.page
        for length in stride(from: 0, to: whole.count, by: 37) {
            let result = try RenderedPage(Data(whole.prefix(length)))
            #expect(result.failure?.class == .permanent || result.files.count == 1, "\(length)")
        }
    }

    @Test("has no pictures when it has no pages")
    func withoutPages() throws {
        let result = try RenderedPage(PDFMaker().file)
        #expect(result.failure?.code == .noPictures || result.failure?.code == .damagedMedia)
        #expect(result.files.isEmpty)
    }

    @Test("has no more pages than are allowed")
    func pages() throws {
        let page = PDFMaker.Page(PDFMaker.quarters(200, 100))
        let spec = ThumbnailSpec(shapes: [.longSide(10)])
        #expect(try RenderedPage(PDFMaker.file(page, page), spec, limits: RenderLimits(pages: 2)).files.count == 1)
        let refused = try RenderedPage(PDFMaker.file(page, page), spec, limits: RenderLimits(pages: 1))
        #expect(refused.failure?.code == .limitExceeded)
        #expect(refused.failure?.message.hasSuffix("(limits.pages).") == true)
    }

    @Test("has no picture of more pixels than are allowed, wherever it lies", arguments: [false, true])
    func picture(_ isInForm: Bool) throws {
        /// A page with a picture that claims `side` pixels both ways, and has the bytes of the first few.
        func file(_ side: Int) -> Data {
            var maker = PDFMaker()
            let picture = maker.add(
                stream: String(repeating: "~", count: 200),
                "/Type/XObject/Subtype/Image/Width \(side)/Height \(side)/ColorSpace/DeviceGray/BitsPerComponent 1"
            )
            let paint = "q 100 0 0 100 0 0 cm /I Do Q"
            guard isInForm else {
                maker.add(PDFMaker.Page(resources: "/XObject<</I \(picture)>>", paint))
                return maker.file
            }
            let form = maker.add(
                stream: paint,
                "/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Resources<</XObject<</I \(picture)>>>>"
            )
            maker.add(PDFMaker.Page(resources: "/XObject<</F \(form)>>", "/F Do"))
            return maker.file
        }
        #expect(try RenderedPage(file(40)).files.count == 1)
        let refused = try RenderedPage(file(20_000))
        #expect(refused.failure?.code == .limitExceeded, "\(String(describing: refused.failure))")
        #expect(refused.failure?.message.hasSuffix("(limits.pixels).") == true)
        #expect(refused.failure?.evidence == "20000 x 20000")
    }

    @Test("has no snapshots")
    func snapshots() throws {
        let result = try RenderedPage(Self.page, job: .snapshots(SnapshotSpec(instants: .first)))
        #expect(result.failure?.code == .unsupportedMedia)
    }

    @Test("is not written in formats that another renderer makes", arguments: [PictureFormat.webp, .avif])
    func formats(_ format: PictureFormat) throws {
        let result = try RenderedPage(Self.page, ThumbnailSpec(shapes: [.longSide(10)], format: format))
        #expect(result.failure?.code == .notSupported)
        #expect(result.files.isEmpty)
    }
}
