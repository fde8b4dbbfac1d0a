// SPDX-License-Identifier: Apache-2.0

/// What a fetch brought.
package struct FetchedSource: Hashable, Sendable {
    /// Bytes.
    package let size: Int64
    /// What the source calls it, never to be relied on; `nil` when it says nothing.
    package let mediaType: String?
}
