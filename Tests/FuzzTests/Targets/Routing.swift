// SPDX-License-Identifier: Apache-2.0

@testable import ImageEngine
import Model
@testable import OfficeEngine
import Renderers

extension FuzzTarget {
    /// What a file is, by its first bytes.
    static let routing = [signature]

    /// Of the host and of each renderer.
    private static let signature = FuzzTarget("signature", rounds: 4000, readsFiles: true, seeds: heads) { bytes in
        _ = FileSignature.renderer(for: Array(bytes.prefix(FileSignature.length)))
        withSource(bytes) { checkSignature(of: $0) }
        if case .elsewhere(let kind) = SourceFormat(bytes[...].prefix(SourceFormat.headSize)) {
            promise(kind != .image, "the image renderer sends a file to itself")
        }
        if case .elsewhere(let kind)? = XMLKind.identify(Array(bytes.prefix(FileKind.headSize))) {
            promise(kind != .office, "the office renderer sends a file to itself")
        }
    }

    private static let heads: [[UInt8]] =
        [
            "%PDF-1.7\n", "{\\rtf1\\ansi", "GIF89a", "RIFF\u{10}\0\0\0WEBPVP8 ", "\0\0\0\u{18}ftypheic\0\0\0\0mif1heic",
            "\0\0\0\u{18}ftypcrx \0\0\0\u{1}crx isom", "\0\0\0\u{14}ftypisom\0\0\u{2}\0isom", "SIMPLE  =",
            "#?RADIANCE\n",
            "PK\u{3}\u{4}\u{14}\0\0\0\0\0 mimetypeapplication/epub+zip", "Rar!\u{1A}\u{7}\0",
            "<?xml version=\"1.0\"?>\n<!-- a --><!DOCTYPE svg [<!ENTITY a \"b\">]><svg:svg xmlns:svg=\"http://www.w3.org/2000/svg\">",
            "<?xml version=\"1.0\"?><office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
                + " office:mimetype=\"application/vnd.oasis.opendocument.text\">",
            "plain text, and more of it\r\nin two lines",
        ].map { Array($0.utf8) } + [
            [0xFF, 0xD8, 0xFF, 0xE0], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], [0x49, 0x49, 0x2A, 0],
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], [0x1F, 0x8B, 8], [0xFF, 0x0A], [0xFF, 0xF1, 0x50, 0x80],
            [0xFF, 0xFE] + "<svg> in UTF-16".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
            "wide text without a mark\n".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] },
        ]
}
