// SPDX-License-Identifier: Apache-2.0

import CMagic

/// What libmagic takes bytes for.
enum Magic {
    /// The media type of a file that begins with `head`; `nil` where libmagic does not work.
    static func mediaType(of head: [UInt8]) -> String? {
        guard let cookie = unsafe magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS) else { return nil }
        defer { unsafe magic_close(cookie) }
        guard unsafe magic_load(cookie, nil) == 0, let text = unsafe magic_buffer(cookie, head, head.count) else {
            return nil
        }
        return unsafe String(cString: text)
    }
}
