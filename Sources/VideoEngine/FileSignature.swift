// SPDX-License-Identifier: Apache-2.0

import Model
import RenderKit

/// The first bytes of a file, by which files of other renderers are told apart.
struct FileSignature {
    /// Bytes that are looked at.
    private static let length = 4096

    private let head: [UInt8]
    private let middle: [UInt8]

    init(of source: borrowing ByteSource) {
        head = source.bytes(at: 0, count: Self.length)
        // At an even offset, for text in units of two bytes.
        middle = source.bytes(at: source.size / 4 * 2, count: Self.length)
    }

    /// The renderer of a file that begins as one of its formats does; `nil` for all others.
    ///
    /// libav* would open some of them, and know less of them.
    var renderer: RendererKind? {
        if isImage { return .image }
        if isPDF { return .page }
        let documents: [[UInt8]] = [
            Array("PK\u{3}\u{4}".utf8), Array("{\\rtf".utf8), [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
        ]
        if documents.contains(where: { head.starts(with: $0) }) { return .office }
        // libavformat takes some of it for sound, on weak evidence.
        return isWideText ? .office : nil
    }

    private var isWideText: Bool { WideText.isLikely(head.dropLast(head.count % 2) + middle) }

    /// Whether there is nothing but text in it, as far as can be seen: of any file it says so that nothing else wants.
    var isText: Bool {
        guard !head.isEmpty else { return false }
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return true }
        // Some formats begin with a page of text: their middle tells.
        return Self.isPlain(head + middle) || isWideText
    }

    /// Whether there are no bytes that no text has.
    private static func isPlain(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 >= 0x20 || [0x09, 0x0A, 0x0C, 0x0D, 0x1B].contains($0) }
    }

    /// Whether it is a PDF, before which readers accept some rubbish; a text that speaks of one is none.
    private var isPDF: Bool {
        let mark = Array("%PDF-".utf8)
        let start = head.prefix(1024)
        return start.drop { $0 <= 0x20 }.starts(with: mark)
            || !Self.isPlain(head) && start.indices.contains { start[$0...].starts(with: mark) }
    }

    private var isImage: Bool {
        let starts: [[UInt8]] = [
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
            Array("GIF87a".utf8), Array("GIF89a".utf8),
            [0x49, 0x49, 0x2A, 0x00], [0x4D, 0x4D, 0x00, 0x2A], [0x49, 0x49, 0x2B, 0x00], [0x4D, 0x4D, 0x00, 0x2B],
            // Olympus and Panasonic put other numbers into the same header.
            Array("IIRO".utf8), Array("IIRS".utf8), Array("MMOR".utf8), [0x49, 0x49, 0x55, 0x00],
            Array("FUJIFILMCCD-RAW".utf8),
            Array("#?RADIANCE".utf8), Array("#?RGBE".utf8),
            // JPEG XL, bare and in its container.
            [0xFF, 0x0A], [0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20, 0x0D, 0x0A, 0x87, 0x0A],
        ]
        if starts.contains(where: { head.starts(with: $0) }) { return true }
        // JPEG-LS begins as JPEG does; its frame header (0xF7) follows at once.
        if head.starts(with: [0xFF, 0xD8, 0xFF]), head.dropFirst(3).first != 0xF7 { return true }
        if text(0..<4) == "RIFF", text(8..<12) == "WEBP" { return true }
        return isImageOfISOFamily || isSVG
    }

    /// Whether the major brand of an ISO base media file is one of HEIF or AVIF (ISO/IEC 23008-12).
    private var isImageOfISOFamily: Bool {
        let brands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "avif", "avis", "avio"]
        let generic = ["mif1", "mif2", "msf1", "1pic", "miaf", "MiHB", "MiHE"]
        return text(4..<8) == "ftyp" && (brands + generic).contains(text(8..<12))
    }

    private var isSVG: Bool {
        let text = String(decoding: head.prefix(1024), as: UTF8.self)
        let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        return start.hasPrefix("<svg") || (start.hasPrefix("<?xml") || start.hasPrefix("<!")) && text.contains("<svg")
    }

    private func text(_ range: Range<Int>) -> String {
        guard head.count >= range.upperBound else { return "" }
        return String(decoding: head[range], as: UTF8.self)
    }
}

extension ByteSource {
    /// Up to `count` bytes at `offset`; fewer at the end, or where reading fails.
    func bytes(at offset: Int64, count: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...]
                )
                let got = unsafe read(into: rest, at: offset + Int64(filled))
                guard got > 0 else { return }
                filled += got
            }
        }
    }
}
