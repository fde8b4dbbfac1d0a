// SPDX-License-Identifier: Apache-2.0

import HTTPAPI

/// `text` with one byte changed or removed, at every place, and with one appended.
func changes(of text: String) -> [String] {
    let bytes = Array(text.utf8)
    var changed = [bytes + Array("x".utf8)]
    for index in bytes.indices {
        let (before, after) = (Array(bytes[..<index]), Array(bytes[(index + 1)...]))
        let other = UInt8(ascii: bytes[index] == UInt8(ascii: "q") ? "w" : "q")
        changed += [before + [other] + after, before + after]
    }
    return changed.map { String(decoding: $0, as: UTF8.self) }
}

func with(_ request: SignedRequest, _ change: (inout SignedRequest) -> Void) -> SignedRequest {
    var request = request
    change(&request)
    return request
}
