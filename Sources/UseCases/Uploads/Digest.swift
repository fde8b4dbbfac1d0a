// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials

extension Sequence<UInt8> {
    /// Two lower-case hex digits for each byte.
    package var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// An MD5 as clients write it: 32 hex digits, or the base64 of its 16 bytes (contract 2.6).
package enum MD5Text {
    /// The lower-case hex form, or `nil` when `text` is neither.
    package static func hex(_ text: String) -> String? {
        let utf8 = text.utf8
        if utf8.count == 32, utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) { return text.lowercased() }
        guard let bytes = Data(base64Encoded: text), bytes.count == Insecure.MD5.byteCount else { return nil }
        return bytes.hex
    }
}
