// SPDX-License-Identifier: Apache-2.0

/// The header that names a download (RFC 6266).
package enum ContentDisposition {
    /// `attachment`, with the name in plain ASCII for old clients and in UTF-8 for all others.
    package static func attachment(_ name: String) -> String {
        let plain = name.unicodeScalars.map { scalar in
            let isPlain = (0x20...0x7E).contains(scalar.value) && !["\"", "\\", "%"].contains(scalar)
            return isPlain ? Character(scalar) : "_"
        }
        return "attachment; filename=\"\(String(plain))\"; filename*=UTF-8''\(name.percentEncoded)"
    }
}
