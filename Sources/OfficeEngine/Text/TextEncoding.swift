// SPDX-License-Identifier: Apache-2.0

import CUchardet
import Glibc

/// Finding out in which encoding text is written, and decoding it.
enum TextEncoding {
    private static let marks: [(bytes: [UInt8], name: String)] = [
        ([0xEF, 0xBB, 0xBF], "UTF-8"),
        ([0xFF, 0xFE, 0, 0], "UTF-32LE"),
        ([0, 0, 0xFE, 0xFF], "UTF-32BE"),
        ([0xFF, 0xFE], "UTF-16LE"),
        ([0xFE, 0xFF], "UTF-16BE"),
        ([0x84, 0x31, 0x95, 0x33], "GB18030"),
    ]

    /// Bytes at the beginning by which an encoding is found.
    private static let detectionLimit = 64 << 10

    /// The text of `bytes`, which may be cut in the middle of a character.
    ///
    /// What cannot be decoded becomes U+FFFD.
    static func decode(_ bytes: [UInt8]) -> String { detectAndDecode(bytes).text }

    /// The text of `bytes` and the name of their encoding, as iconv knows it.
    static func detectAndDecode(_ bytes: [UInt8]) -> (text: String, encoding: String) {
        for mark in marks where bytes.starts(with: mark.bytes) {
            return (Iconv.decode(Array(bytes.dropFirst(mark.bytes.count)), from: mark.name).text, mark.name)
        }
        let name = detect(Array(bytes.prefix(detectionLimit)))
        return (Iconv.decode(bytes, from: name).text, name)
    }

    /// Whether `bytes` are more likely text than not.
    static func looksLikeText(_ bytes: [UInt8]) -> Bool {
        if marks.contains(where: { bytes.starts(with: $0.bytes) }) || wideEncoding(bytes) != nil { return true }
        // Of random bytes one in ten is a control character.
        return bytes.count(where: isControl) <= 1 + bytes.count / 50
    }

    /// Whether `bytes` hold no control character but those of text: what is certainly no binary format.
    static func isPure(_ bytes: [UInt8]) -> Bool { !bytes.contains(where: isControl) }

    /// Whether `byte` is a control character other than white space, backspace and escape.
    private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && !(8...13 ~= byte) && byte != 0x1B }

    /// The encoding of `bytes`, which have no byte order mark.
    private static func detect(_ bytes: [UInt8]) -> String {
        // Before UTF-8: Latin and Cyrillic text in UTF-16 has no bytes that are not ASCII.
        if let wide = wideEncoding(bytes) { return wide }
        if isUTF8(bytes) { return "UTF-8" }
        let guess = guess(bytes) ?? "WINDOWS-1252"
        return EastAsianText.better(than: guess, for: bytes)
    }

    /// Whether `bytes` are UTF-8, but for a last character that may be cut.
    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        (0...min(3, bytes.count)).contains { cut in
            String(validating: bytes.dropLast(cut), as: UTF8.self) != nil
        }
    }

    /// UTF-16 in the order in which `bytes` make sense; `nil` when they do in none.
    ///
    /// No other encoding has bytes that are 0, and every text of some length has a space or the end of a line.
    private static func wideEncoding(_ bytes: [UInt8]) -> String? {
        guard bytes.contains(0) else { return nil }
        let breaks = ["UTF-16LE", "UTF-16BE"].map { name -> (name: String, count: Int) in
            let (text, errors) = Iconv.decode(bytes, from: name)
            let scalars = text.unicodeScalars
            let usual = scalars.count(where: isUsual)
            // The last character may be cut.
            guard errors <= 1, usual * 20 >= scalars.count * 19 else { return (name, 0) }
            return (name, scalars.count { $0 == " " || $0 == "\n" || $0 == "\r" })
        }
        return breaks.filter { $0.count > 0 }.max { $0.count < $1.count }?.name
    }

    /// Whether `scalar` is a letter, a mark, a digit, punctuation or white space of a script in use.
    private static func isUsual(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 9...13, 0x20...0x7E, 0xA0...0x17F, 0x370...0x6FF, 0x900...0xE7F, 0x1E00...0x1FFF, 0x2010...0x2122,
            0x2190...0x27BF, 0x3001...0x30FF, 0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xFF01...0xFF5E, 0x1F300...0x1FAFF:
            scalar.properties.generalCategory != .unassigned
        default: false
        }
    }

    /// What uchardet takes `bytes` for.
    private static func guess(_ bytes: [UInt8]) -> String? {
        guard let detector = unsafe uchardet_new() else { return nil }
        defer { unsafe uchardet_delete(detector) }
        let status = unsafe bytes.withUnsafeBytes { buffer in
            unsafe uchardet_handle_data(detector, buffer.bindMemory(to: CChar.self).baseAddress, buffer.count)
        }
        unsafe uchardet_data_end(detector)
        guard status == 0, let name = unsafe uchardet_get_charset(detector) else { return nil }
        let text = unsafe String(cString: name)
        return text.isEmpty || text == "ASCII" || !Iconv.knows(text) ? nil : text
    }
}
