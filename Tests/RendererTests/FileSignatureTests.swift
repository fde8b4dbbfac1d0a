// SPDX-License-Identifier: Apache-2.0

import Model
import Renderers
import Testing

@Suite("The first bytes of a file")
struct FileSignatureTests {
    static let heads: [(String, [UInt8], RendererKind)] = [
        ("a PDF", Array("%PDF-1.7\n".utf8), .page),
        ("a PDF behind rubbish", Array("\r\n\r\n".utf8) + [0, 1, 2] + Array("%PDF-1.4".utf8), .page),
        ("an old Office file", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], .office),
        ("RTF", Array("{\\rtf1\\ansi".utf8), .office),
        ("a ZIP", Array("PK\u{3}\u{4}".utf8) + [20, 0, 0, 0], .office),
        (
            "an EPUB",
            Array("PK\u{3}\u{4}".utf8) + Array(repeating: 0, count: 26) + Array("mimetypeapplication/epub+zip".utf8),
            .image
        ),
        ("plain text", Array("Dear Sir or Madam,\n".utf8), .office),
        ("Chinese text in GB18030", [0xC4, 0xE3, 0xBA, 0xC3, 0x0A], .office),
        ("text in UTF-16", [0xFF, 0xFE, 0x60, 0x4F], .office),
        ("flat OpenDocument", Array("<?xml version=\"1.0\"?><office:document>".utf8), .office),
        ("SVG", Array("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\">".utf8), .image),
        ("source code that speaks of SVG", Array("let icon = \"<svg></svg>\"\n".utf8), .office),
        ("a note that speaks of PDF", Array("Such files begin with %PDF-1.7\n".utf8), .office),
        ("a JPEG", [0xFF, 0xD8, 0xFF, 0xE0], .image),
        ("a WebP", Array("RIFF".utf8) + [1, 0, 0, 0] + Array("WEBPVP8 ".utf8), .image),
        ("a WAV", Array("RIFF".utf8) + [1, 0, 0, 0] + Array("WAVEfmt ".utf8), .video),
        ("HEIC", [0, 0, 0, 24] + Array("ftypheic".utf8), .image),
        ("MP4", [0, 0, 0, 24] + Array("ftypisom".utf8), .video),
        ("Matroska", [0x1A, 0x45, 0xDF, 0xA3], .video),
        ("an MP3 with a tag", Array("ID3".utf8) + [4, 0, 0], .video),
        ("a bitmap", Array("BM".utf8) + [0, 0, 0, 0], .video),
        ("nothing known", [0, 1, 2, 3], .video),
        ("nothing", [], .video),
    ]

    @Test("choose the renderer to try first", arguments: heads)
    func chooses(name: String, head: [UInt8], kind: RendererKind) {
        #expect(FileSignature.renderer(for: head) == kind, "\(name)")
    }
}
