// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// What nobody will come back for: found, and removed.
package protocol SweepCatalogue: Sendable {
    /// Assets still `creating` that were last modified before `date`, those first that were modified first; at most
    /// `limit`.
    ///
    /// Left out are those with a pull task in flight, or with an unfinished multipart upload touched at `date` or
    /// later.
    func unconfirmedAssets(
        modifiedBefore date: Date,
        limit: Int
    ) async throws -> [(asset: ID<Asset>, project: ID<Project>)]
    /// Removes an asset as ``AssetCatalogue/deleteAsset(_:in:)`` does, if it still is as
    /// ``unconfirmedAssets(modifiedBefore:limit:)`` says.
    ///
    /// - Returns: The blobs that nothing refers to any more, or `nil` when the asset is gone or has come to life.
    func deleteUnconfirmedAsset(_ id: ID<Asset>, modifiedBefore date: Date) async throws -> [BlobKey]?
    /// Multipart uploads last touched (made, or given a part) before `date`; at most `limit`.
    func multipartUploads(touchedBefore date: Date, limit: Int) async throws -> [ID<MultipartUpload>]
    /// Removes files of drives whose upload was begun before `date` and never completed, unless a part came at `date`
    /// or later; at most `limit`.
    ///
    /// - Returns: How many, and the blobs that nothing refers to any more.
    func deleteUnfinishedFiles(begunBefore date: Date, limit: Int) async throws -> (count: Int, orphans: [BlobKey])
    /// Removes contents made, and last kept again, before `date` that no file has and no unfinished task works on; at
    /// most `limit`.
    ///
    /// - Returns: How many, and the blobs that nothing refers to any more.
    func deleteUnusedContents(madeBefore date: Date, limit: Int) async throws -> (count: Int, orphans: [BlobKey])
    /// Removes drive jobs made before `date`, the oldest first; at most `limit`.
    ///
    /// - Returns: How many.
    func deleteDriveJobs(before date: Date, limit: Int) async throws -> Int
    /// Removes entries of the ledger made before `date`, the oldest first; at most `limit`.
    ///
    /// - Returns: How many.
    func deleteLedgerEntries(before date: Date, limit: Int) async throws -> Int
}
