// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Conversion between encodings, by the C library.
enum Iconv {
    /// The text that `bytes` mean in `encoding`, U+FFFD for what means nothing, and how often that was needed.
    ///
    /// A character that is cut at the end counts as one.
    static func decode(_ bytes: [UInt8], from encoding: String) -> (text: String, errors: Int) {
        let cannot = unsafe iconv_t(bitPattern: -1)
        let converter = unsafe iconv_open("UTF-8", encoding)
        guard unsafe converter != cannot else { return (String(decoding: bytes, as: UTF8.self), bytes.count) }
        defer { unsafe iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        // No character takes more than four bytes of UTF-8, and each takes at least one here.
        var output = [CChar](repeating: 0, count: bytes.count * 4 + 16)
        var errors = 0
        let written = unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                var from = input.baseAddress
                var fromCount = input.count
                var to = output.baseAddress
                var toCount = output.count
                while fromCount > 0 {
                    guard unsafe iconv(converter, &from, &fromCount, &to, &toCount) == -1 else { continue }
                    guard toCount >= 3, fromCount > 0 else { break }
                    errors += 1
                    unsafe skip(&from, &fromCount, &to, &toCount)
                }
                return output.count - toCount
            }
        }
        return (String(decoding: output.prefix(written).map { UInt8(bitPattern: $0) }, as: UTF8.self), errors)
    }

    /// Passes over a byte, for which it writes U+FFFD.
    @unsafe
    private static func skip(
        _ from: inout UnsafeMutablePointer<CChar>?,
        _ fromCount: inout Int,
        _ to: inout UnsafeMutablePointer<CChar>?,
        _ toCount: inout Int
    ) {
        unsafe from = from?.advanced(by: 1)
        fromCount -= 1
        for byte in "\u{FFFD}".utf8 {
            unsafe to?.pointee = CChar(bitPattern: byte)
            unsafe to = to?.advanced(by: 1)
            toCount -= 1
        }
    }

    /// The bytes of `scalar` in `encoding`; `nil` when it has none there.
    static func encode(_ scalar: Unicode.Scalar, to encoding: String) -> [UInt8]? {
        let cannot = unsafe iconv_t(bitPattern: -1)
        let converter = unsafe iconv_open(encoding, "UTF-8")
        guard unsafe converter != cannot else { return nil }
        defer { unsafe iconv_close(converter) }
        var input = String(scalar).utf8.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: 16)
        let written: Int? = unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                var from = input.baseAddress
                var fromCount = input.count
                var to = output.baseAddress
                var toCount = output.count
                let status = unsafe iconv(converter, &from, &fromCount, &to, &toCount)
                return status == 0 ? output.count - toCount : nil
            }
        }
        return written.map { output.prefix($0).map { UInt8(bitPattern: $0) } }
    }

    static func knows(_ encoding: String) -> Bool {
        let cannot = unsafe iconv_t(bitPattern: -1)
        let converter = unsafe iconv_open("UTF-8", encoding)
        guard unsafe converter != cannot else { return false }
        unsafe iconv_close(converter)
        return true
    }
}
