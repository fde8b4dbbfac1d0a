// SPDX-License-Identifier: Apache-2.0

/// What was fetched of a source that is not on this machine.
package struct SourceUse: Sendable, Hashable {
    /// Bytes that came, those that were of no use included, without what the protocol puts around them.
    package var bytes: Int64
    /// Requests sent, redirected ones and repeated ones included.
    package var requests: Int

    package init(bytes: Int64 = 0, requests: Int = 0) {
        self.bytes = bytes
        self.requests = requests
    }
}
