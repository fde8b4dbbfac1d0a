// SPDX-License-Identifier: Apache-2.0

import Model

/// What a file is, by its first bytes.
enum SourceFormat: Hashable {
    case jpeg, png, gif, webp, jxl, svg, radiance, fits, openexr
    /// TIFF, and the camera files made of its directories.
    case tiff
    /// HEIC, HEIF and AVIF, by the name of the one it is.
    case heif(String)
    /// Fujifilm's and Canon's own containers around a JPEG.
    case raf, cr3
    /// SVG, compressed.
    case gzip
    /// ZIP, 7z, RAR or TAR.
    case archive
    /// Another renderer's.
    case elsewhere(RendererKind)

    /// The name for media facts.
    var name: String {
        switch self {
        case .heif(let name): name
        case .radiance: "hdr"
        case .openexr: "exr"
        case .gzip: "svgz"
        case .archive: "zip"
        default: "\(self)"
        }
    }

    /// Whether it is one picture, or several, as opposed to a container of files.
    var isPicture: Bool {
        switch self {
        case .archive, .gzip, .elsewhere: false
        default: true
        }
    }

    /// How many bytes at the beginning of a file are looked at.
    static let headSize = 64 << 10

    /// Finds out by the first ``headSize`` bytes of a file.
    init(_ head: ArraySlice<UInt8>) {
        if let (_, _, format) = Self.prefixes.first(where: { head.dropFirst($0.0).starts(with: $0.1) }) {
            self = format
        } else if head.dropFirst(4).starts(with: "ftyp".utf8) {
            self = Self.brands(head)
        } else if head.starts(with: "RIFF".utf8), head.dropFirst(8).starts(with: "WEBP".utf8) {
            self = .webp
        } else if head.dropFirst(257).starts(with: "ustar".utf8) {
            self = .archive
        } else if let text = Self.decoded(head) {
            self = Self.text(text)
        } else {
            // Readers of PDF accept some rubbish before it.
            self = .elsewhere(head.prefix(1024).firstPlace(of: "%PDF-") == nil ? .video : .page)
        }
    }

    /// What a text is written in, rather than what it speaks of.
    private static func text(_ head: ArraySlice<UInt8>) -> SourceFormat {
        if head.drop(while: { $0 <= 0x20 }).starts(with: "%PDF-".utf8) { return .elsewhere(.page) }
        return XMLTags.root(of: head)?.name == "svg" ? .svg : .elsewhere(.office)
    }

    /// Offset, bytes and what they mean.
    private static let prefixes: [(Int, [UInt8], SourceFormat)] = [
        (0, [0xFF, 0xD8, 0xFF], .jpeg),
        (0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .png),
        (0, Array("GIF87a".utf8), .gif),
        (0, Array("GIF89a".utf8), .gif),
        (0, [0x49, 0x49, 0x2A, 0x00], .tiff),
        (0, [0x4D, 0x4D, 0x00, 0x2A], .tiff),
        (0, [0x49, 0x49, 0x2B, 0x00], .tiff),
        (0, [0x4D, 0x4D, 0x00, 0x2B], .tiff),
        // Olympus and Panasonic put other numbers into the same header.
        (0, Array("IIRO".utf8), .tiff),
        (0, Array("IIRS".utf8), .tiff),
        (0, Array("MMOR".utf8), .tiff),
        (0, [0x49, 0x49, 0x55, 0x00], .tiff),
        (0, Array("FUJIFILMCCD-RAW".utf8), .raf),
        (0, [0xFF, 0x0A], .jxl),
        (0, [0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20, 0x0D, 0x0A, 0x87, 0x0A], .jxl),
        (0, Array("SIMPLE  =".utf8), .fits),
        (0, [0x76, 0x2F, 0x31, 0x01], .openexr),
        (0, Array("#?RADIANCE".utf8), .radiance),
        (0, Array("#?RGBE".utf8), .radiance),
        (0, [0x1F, 0x8B], .gzip),
        (0, Array("PK\u{3}\u{4}".utf8), .archive),
        (0, Array("PK\u{5}\u{6}".utf8), .archive),
        (0, Array("Rar!\u{1A}\u{7}".utf8), .archive),
        (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .archive),
        (0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .elsewhere(.office)),
        (0, Array("%PDF-".utf8), .elsewhere(.page)),
    ]

    /// What the brands of an ISO base media file say.
    private static func brands(_ head: ArraySlice<UInt8>) -> SourceFormat {
        let bytes = Array(head)
        let length = min(bytes.count, max(16, bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }))
        let all = stride(from: 8, to: length - 3, by: 4).filter { $0 != 12 }
            .map { String(decoding: bytes[$0..<$0 + 4], as: UTF8.self) }
        guard let major = all.first else { return .elsewhere(.video) }
        if major == "crx " { return .cr3 }
        let named = ["avif", "avis", "avio", "heic", "heix", "heim", "heis", "hevc", "hevx"]
        // `mif1` says only that it is HEIF: its coding stands among the others.
        let isGeneric = ["mif1", "mif2", "msf1", "1pic", "miaf", "MiHB", "MiHE"].contains(major)
        guard named.contains(major) || isGeneric else { return .elsewhere(.video) }
        let coding = named.contains(major) ? major : all.first { named.contains($0) } ?? "heif"
        return .heif(coding.hasPrefix("avi") ? "avif" : coding == "heif" ? "heif" : "heic")
    }

    /// UTF-16 with a byte order mark as UTF-8, other text as it is: in all other encodings, markup is ASCII.
    ///
    /// - Returns: `nil` where bytes stand that no text has.
    private static func decoded(_ head: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let isBigEndian = head.starts(with: [0xFE, 0xFF])
        if isBigEndian || head.starts(with: [0xFF, 0xFE]) {
            let bytes = Array(head.dropFirst(2))
            let units = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
                let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
                return isBigEndian ? first << 8 | second : second << 8 | first
            }
            return ArraySlice(String(decoding: units, as: UTF16.self).utf8)
        }
        let isText = head.allSatisfy { $0 >= 0x20 || (0x07...0x0D).contains($0) || $0 == 0x1B }
        return isText && !head.isEmpty ? head : nil
    }
}
