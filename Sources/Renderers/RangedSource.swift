// SPDX-License-Identifier: Apache-2.0

package import Model
package import NIOCore
package import RenderProtocol

/// Bytes somewhere else that are read by range: what stands behind a web address, or in a storage on another machine.
///
/// Its bytes do not change while it lives: where they do, reading fails.
package protocol RangedSource: Sendable {
    /// Bytes in all.
    var size: Int64 { get }

    /// What was fetched so far.
    var use: SourceUse { get }

    /// Reads exactly the bytes of `range`, which is not empty and lies within ``size``.
    ///
    /// Each call may cost a request. Cancellation ends it.
    ///
    /// - Throws: ``Failure``, of the source and not of what it holds: `fetchFailed`, `addressRefused`, `limitExceeded`.
    func read(_ range: Range<Int64>) async throws(Failure) -> ByteBuffer
}

/// A failure of a source, which its bytes and their renderer have no part in.
struct SourceTrouble: Error {
    var failure: Failure
}
