// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOHTTP1

/// By what a source is known to be the same in each of its answers.
struct SourceVersion: Hashable, Sendable {
    /// Bytes in all.
    var size: Int64
    /// As the server spells them; `nil` where it does not tell.
    var tag: String?
    var modified: String?

    init(of response: HTTPClientResponse, size: Int64) {
        self.size = size
        tag = response.headers.first(name: "ETag")
        modified = response.headers.first(name: "Last-Modified")
    }
}
