// SPDX-License-Identifier: Apache-2.0

package import Model

/// What exists and what is owed.
///
/// Every call is one transaction. Dates are kept to the millisecond. A full disk is told as `storageFull`, other
/// trouble of the store as `internalError`, both transient.
package protocol Catalogue: AssetCatalogue, CallerCatalogue, ContentCatalogue, DriveCatalogue, LedgerCatalogue,
    SweepCatalogue, TaskCatalogue, TaskQueue, UploadCatalogue
{
    /// Those of `keys` that a file, a content, a part or a picture refers to.
    func referenced(among keys: [BlobKey]) async throws -> Set<BlobKey>
    /// Proves that the store answers reads and writes.
    func ping() async throws
}
