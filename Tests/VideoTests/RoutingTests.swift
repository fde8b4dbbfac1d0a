// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model
import PixelImage
import TestSupport
import Testing

@Suite("Files of other renderers", .enabled("the corpus is there") { CorpusFile.isExpected })
struct RoutingTests {
    private static let corpus = CorpusFile.folder
    private let spec = ThumbnailSpec(shapes: [.longSide(100)])

    static let images = [
        "002-CVE-2017-2862.jpg", "007-bug793470-crasher.png", "006-bug784903-overflow-dimensions.tiff",
        "009-hang_114.gif", "011-Ghostscript_Tiger.svg", "013-test.avif", "014-test.jxl", "015-test.webp",
        "016-test2.heic", "024-looks-like-svg.webp", "028-sample.hdr", "036-svg.svg",
    ]

    @Test("are handed on: pictures", arguments: images)
    func image(_ name: String) {
        expect("\(Self.corpus)/image/\(name)", .image)
    }

    @Test(
        "are handed on: documents",
        arguments: [("p_huge.pdf", RendererKind.page), ("l_docx.docx", .office), ("l_file.fodt", .office)]
    )
    func document(_ name: String, _ kind: RendererKind) {
        expect("\(Self.corpus)/attack/\(name)", kind)
    }

    @Test("are handed on: text, whatever its name")
    func text() throws {
        let maker = try ClipMaker()
        expect(try maker.file("a.mp4", Data("Grüße, world\nsecond line\n".utf8)), .office)
        expect(try maker.file("b.mp4", Data([0xFF, 0xFE, 0x41, 0x00])), .office)
    }

    @Test(
        "are handed on: text in UTF-16 without a byte order mark",
        arguments: ["中华人民共和国 文本\n第二行，你好。\n", "Plain words, line by line.\n", "Привет, мир: вторая строка\n"]
    )
    func wideText(_ line: String) throws {
        let maker = try ClipMaker()
        for count in [1, 300] {
            let units = Array(String(repeating: line, count: count).utf16)
            let little = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
            expect(try maker.file("little.mp4", Data(little)), .office)
            expect(try maker.file("big.mp4", Data(big)), .office)
        }
    }

    @Test("are handed on: text that speaks of PDF, unlike PDF with rubbish before it")
    func textOfPDF() throws {
        let maker = try ClipMaker()
        expect(try maker.file("a.md", Data("# About PDF\nIt begins with\n%PDF-1.4\n".utf8)), .office)
        expect(try maker.file("b.pdf", Data([1, 2, 0]) + Data("\n%PDF-1.4\n".utf8)), .page)
        expect(try maker.file("c.pdf", Data("\r\n%PDF-1.4\n".utf8)), .page)
    }

    @Test("are handed on: camera files and HEIF by what they begin with")
    func cameras() throws {
        let maker = try ClipMaker()
        for start in ["MMOR", "IIRO", "IIRS", "FUJIFILMCCD-RAW ", "\0\0\0\u{18}ftypmif2\0\0\0\0mif2heic"] {
            expect(try maker.file("camera", Data(start.utf8) + Data(count: 64)), .image)
        }
    }

    @Test("are of nobody: random bytes, and bytes that only look like units of two")
    func noText() throws {
        let maker = try ClipMaker()
        var random: UInt32 = 1
        let noise = (0..<9000).map { _ -> UInt8 in
            random = random &* 1_664_525 &+ 1_013_904_223
            return UInt8(random >> 24)
        }
        let waves = (0..<4500).flatMap { [UInt8(truncatingIfNeeded: $0 * 7), UInt8($0 % 3)] }
        for bytes in [noise, waves] {
            let result = RenderedVideo(try maker.file("noise", Data(bytes)), spec)
            #expect(result.elsewhere == nil && result.failure?.code == .unsupportedMedia)
        }
    }

    private func expect(_ path: String, _ kind: RendererKind) {
        let result = RenderedVideo(path, spec)
        #expect(result.elsewhere == kind, "\(path)")
        #expect(result.media == nil && result.pictures.isEmpty && result.failure == nil)
    }

    static let nobodys = [
        "audio/004-1024_incrementing_bytes.mp3", "image/003-CVE-2022-48622.ani", "image/004-DoS.tga",
        "image/005-bug779016-infinite.icns", "image/008-empty-file.tga", "image/010-overflow.tga",
        "image/019-WFPC2u5780205r_c0fx.fits", "image/027-sample.exr",
    ]

    @Test("and of nobody are told so", arguments: nobodys)
    func nobody(_ name: String) {
        let result = RenderedVideo("\(Self.corpus)/\(name)", spec)
        #expect(result.failure?.code == .unsupportedMedia)
        #expect(result.failure?.class == .permanent)
    }

    @Test("that attack are handed on or refused at once")
    func attacks() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(Self.corpus)/attack")
        #expect(names.count > 20)
        for name in names {
            let clock = ContinuousClock()
            let start = clock.now
            let result = RenderedVideo("\(Self.corpus)/attack/\(name)", spec)
            #expect(result.elsewhere != nil || result.failure?.class == .permanent, "\(name)")
            #expect(result.pictures.isEmpty, "\(name)")
            #expect(start.duration(to: clock.now) < .seconds(5), "\(name)")
        }
    }

    @Test("are never opened by name: image sequences are no format")
    func sequence() throws {
        let maker = try ClipMaker()
        // A pattern as image2 would follow it.
        expect(try maker.file("%d.bmp", Data("\(maker.directory)/%d.bmp\n".utf8)), .office)
    }
}
