// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
package import NIOCore

/// Bytes in, bytes out.
///
/// A blob is written once, becomes visible whole or not at all, and never changes.
///
/// A full store is the ``Failure`` `storageFull` (class `transient`), a missing blob `pictureNotFound` (class
/// `caller`), anything else `internalError` with the cause as its evidence.
package protocol BlobStorage: Sendable {
    /// Starts a blob under a new random key. Nothing is visible until ``BlobWriter/commit()``.
    func create() async throws(Failure) -> any BlobWriter

    /// Starts blobs that are made durable together, which for many takes much less than one by one.
    func batch() async throws(Failure) -> any BlobBatch

    /// The bytes of `range`, read as they are taken and never held as a whole.
    ///
    /// - Parameter range: Lies within the blob; the caller knows its size.
    func read(
        _ key: BlobKey,
        range: Range<Int64>
    ) async throws(Failure) -> any AsyncSequence<ByteBuffer, any Error> & Sendable

    /// Opens the blob for a renderer: a read-only descriptor of a regular file, which the caller closes.
    func descriptor(of key: BlobKey) async throws(Failure) -> CInt

    /// Removes blobs; those that do not exist are passed over.
    func delete(_ keys: [BlobKey]) async throws(Failure)

    /// The committed blobs that were last written before `date`.
    func keys(writtenBefore date: Date) async throws(Failure) -> [BlobKey]

    /// Clears what was begun before `date` and neither committed nor abandoned; returns how much.
    func clearUnfinished(before date: Date) async throws(Failure) -> Int

    /// Proves that the storage takes and gives bytes.
    func ping() async throws(Failure)
}

/// Blobs that are made durable together.
package protocol BlobBatch: Sendable {
    /// Starts a blob as ``BlobStorage/create()`` does, but that its commit makes it visible alone.
    func create() async throws(Failure) -> any BlobWriter
    /// Makes all blobs durable that were committed; until then a power cut may take any of them, or a part.
    ///
    /// Where that failed once, it fails ever after.
    func settle() async throws(Failure)
}

/// A blob in the making.
///
/// Used from one task at a time.
package protocol BlobWriter: Sendable {
    var key: BlobKey { get }
    /// Appends `bytes`.
    func write(_ bytes: ByteBuffer) async throws(Failure)
    /// Makes the blob durable, unless it is one of a batch, then visible. Returns its size in bytes.
    func commit() async throws(Failure) -> Int64
    /// Drops what was written. Does nothing after ``commit()``.
    func abandon() async
}
