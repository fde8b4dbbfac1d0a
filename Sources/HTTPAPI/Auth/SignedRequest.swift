// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// A request as its signature covers it: exactly what came over the wire.
package struct SignedRequest: Sendable {
    package var method: String
    /// The request target, undecoded: `/path?query`.
    package var target: String
    /// Every header field in wire order, repeated ones included, and `Host` among them.
    package var headers: [(name: String, value: String)]
    package var body: ByteBuffer

    package init(method: String, target: String, headers: [(name: String, value: String)], body: ByteBuffer) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }

    /// The values of the header `name`, which is lower case.
    func values(of name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name }.map(\.value)
    }

    /// The target up to its question mark.
    var path: Substring.UTF8View {
        target.utf8.prefix { $0 != UInt8(ascii: "?") }
    }

    /// The target after its question mark, empty without one.
    var query: Substring.UTF8View {
        target.utf8.dropFirst(path.count).dropFirst()
    }
}
