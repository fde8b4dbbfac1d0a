// SPDX-License-Identifier: Apache-2.0

import BlobStorage
import Catalogue
import FoundationEssentials
import Model

/// The rules for the files of personal spaces.
///
/// Every call names the user on whose behalf it acts. What is refused by these rules is a ``DriveRefusal``; what is
/// wrong with a request, or with the installation, is a ``Failure``.
package struct Drive: Sendable {
    /// Folders that may lie in each other.
    static let levelLimit = 64
    /// Files and folders that one job may look at or change.
    package static let entryLimit = 10_000
    /// Seconds before a picture that failed for a passing reason is tried again by who asks for it.
    static let pauseAfterFailure: TimeInterval = 600

    let library: AssetLibrary
    let uploads: Uploads
    let thumbnails: Thumbnails
    let completions = Completions()

    var catalogue: any Catalogue { library.catalogue }
    var surroundings: Surroundings { library.surroundings }

    /// - Note: Of one installation there is one value, and copies of it: they share what is at work.
    package init(library: AssetLibrary, uploads: Uploads, thumbnails: Thumbnails) {
        self.library = library
        self.uploads = uploads
        self.thumbnails = thumbnails
    }

    /// Changes the drives, and removes the blobs that the change left without a reference.
    func change<Result: Sendable>(
        _ body: @escaping @Sendable (any DriveTransaction) throws -> Result
    ) async throws -> Result {
        let (result, orphans) = try await catalogue.changeDrive(body)
        await library.discard(orphans)
        return result
    }

    /// A new id of a file, as KooDrive's look: `F` and 32 hex digits.
    func newFileID() -> ID<DriveFile> {
        let random: ID<DriveFile> = surroundings.newID()
        return ID("F\(random)")
    }
}
