// SPDX-License-Identifier: Apache-2.0

/// Telling text in UTF-16 without a byte order mark from other bytes.
enum WideText {
    /// Whether `bytes`, which begin with a whole unit, are likely such text.
    ///
    /// Text of some length has a space or the end of a line, of which one byte is 0; other encodings have no such byte.
    static func isLikely(_ bytes: [UInt8]) -> Bool {
        guard bytes.contains(0) else { return false }
        return isLikely(units(bytes, 1, 0)) || isLikely(units(bytes, 0, 1))
    }

    /// The units of `bytes`, of which the byte at `high` is the upper one.
    private static func units(_ bytes: [UInt8], _ high: Int, _ low: Int) -> [UInt16] {
        stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0 + high]) << 8 | UInt16(bytes[$0 + low]) }
    }

    private static func isLikely(_ units: [UInt16]) -> Bool {
        let scalars = String(decoding: units, as: UTF16.self).unicodeScalars
        let usual = scalars.count(where: isUsual)
        return usual * 20 >= scalars.count * 19 && scalars.contains { $0 == " " || $0 == "\n" || $0 == "\r" }
    }

    /// Whether `scalar` is white space, or in a block of a script in use; of random units four in ten are not.
    private static func isUsual(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 9...13, 0x20...0x7E, 0xA0...0x17F, 0x370...0x6FF, 0x900...0xE7F, 0x1E00...0x1FFF, 0x2010...0x2122,
            0x2190...0x27BF, 0x3001...0x30FF, 0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xFF01...0xFF5E, 0x1F300...0x1FAFF:
            true
        default: false
        }
    }
}
