// SPDX-License-Identifier: Apache-2.0

package import Model

/// What the first bytes of a file suggest: good enough to choose a renderer, and for nothing else.
///
/// What the file really is, its renderer's child finds out, and may send it elsewhere.
package enum FileSignature {
    /// How many bytes at the beginning of a file are looked at.
    package static let length = 4096

    /// The renderer to try first.
    package static func renderer(for head: [UInt8]) -> RendererKind {
        for (offset, bytes, kind) in prefixes where head.dropFirst(offset).starts(with: bytes) { return kind }
        if head.dropFirst(4).starts(with: "ftyp".utf8) { return brands(of: head) }
        if head.starts(with: "PK\u{3}\u{4}".utf8) || head.starts(with: "PK\u{5}\u{6}".utf8) { return archive(head) }
        guard !isText(head) else { return text(head) }
        // Readers of PDF accept some rubbish before it.
        return head.prefix(1024).firstRange(of: "%PDF-".utf8) != nil ? .page : .video
    }

    /// What a text is written in, rather than what it speaks of.
    private static func text(_ head: [UInt8]) -> RendererKind {
        let text = head.drop { $0 <= 0x20 }
        if text.starts(with: "%PDF-".utf8) { return .page }
        return text.first == UInt8(ascii: "<") && text.firstRange(of: "<svg".utf8) != nil ? .image : .office
    }

    /// Offset, bytes, renderer; the longer of two that share a beginning first.
    private static let prefixes: [(Int, [UInt8], RendererKind)] = [
        (0, Array("%PDF-".utf8), .page),
        // The compound file of old Office formats, and RTF.
        (0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .office),
        (0, Array("{\\rtf".utf8), .office),
        (0, [0xFF, 0x57, 0x50, 0x43], .office),
        // Byte-order marks.
        (0, [0xEF, 0xBB, 0xBF], .office),
        (0, [0xFF, 0xFE], .office),
        (0, [0xFE, 0xFF], .office),
        // Pictures.
        (0, [0xFF, 0xD8, 0xFF], .image),
        (0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .image),
        (0, Array("GIF8".utf8), .image),
        (8, Array("WEBP".utf8), .image),
        (0, [0x49, 0x49, 0x2A, 0x00], .image),
        (0, [0x4D, 0x4D, 0x00, 0x2A], .image),
        (0, [0x49, 0x49, 0x2B, 0x00], .image),
        (0, [0x4D, 0x4D, 0x00, 0x2B], .image),
        (0, Array("IIRO".utf8), .image),
        (0, Array("MMOR".utf8), .image),
        (0, Array("IIRS".utf8), .image),
        (0, [0x49, 0x49, 0x55, 0x00], .image),
        (0, Array("FUJIFILMCCD-RAW".utf8), .image),
        (0, [0xFF, 0x0A], .image),
        (0, [0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20], .image),
        (0, Array("SIMPLE  =".utf8), .image),
        (0, [0x76, 0x2F, 0x31, 0x01], .image),
        (0, Array("#?RADIANCE".utf8), .image),
        (0, Array("#?RGBE".utf8), .image),
        // Compressed SVG, and archives that comics come in.
        (0, [0x1F, 0x8B], .image),
        (0, Array("Rar!\u{1A}\u{7}".utf8), .image),
        (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .image),
    ]

    /// What the brands in an ISO base media file say: a picture, or else a video.
    private static func brands(of head: [UInt8]) -> RendererKind {
        let pictures = [
            "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "mif2", "msf1", "avif", "avis", "avio", "miaf",
            "crx ",
        ]
        let major = String(decoding: head.dropFirst(8).prefix(4), as: UTF8.self)
        return pictures.contains(major) ? .image : .video
    }

    /// What the first entry of a ZIP says: EPUB names itself there.
    private static func archive(_ head: [UInt8]) -> RendererKind {
        head.prefix(256).firstRange(of: "mimetypeapplication/epub+zip".utf8) != nil ? .image : .office
    }

    /// Whether there are no bytes that no text has.
    private static func isText(_ head: [UInt8]) -> Bool {
        !head.isEmpty && head.allSatisfy { $0 >= 0x20 || (0x07...0x0D).contains($0) || $0 == 0x1B }
    }
}
