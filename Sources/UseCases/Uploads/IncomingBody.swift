// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// The bytes of an upload as they arrive, with what its sender said of them.
package struct IncomingBody: Sendable {
    package var bytes: any AsyncSequence<ByteBuffer, any Error> & Sendable
    /// The announced length; `nil` when none was.
    package var length: Int64?
    /// The announced MD5 in lower-case hex; `nil` when none was.
    package var md5: String?

    package init(bytes: any AsyncSequence<ByteBuffer, any Error> & Sendable, length: Int64?, md5: String?) {
        self.bytes = bytes
        self.length = length
        self.md5 = md5
    }
}
