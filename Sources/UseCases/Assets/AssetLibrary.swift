// SPDX-License-Identifier: Apache-2.0

package import BlobStorage
package import Catalogue
import Logging
import Model

/// The rules for assets, their snapshots and covers.
///
/// Every call names the project on whose behalf it acts; what belongs to another project does not exist for it.
package struct AssetLibrary: Sendable {
    let catalogue: any Catalogue
    let storage: any BlobStorage
    let surroundings: Surroundings
    let work: QueueHints
    let logger = Logger(label: "vignette.assets")

    package init(
        catalogue: any Catalogue,
        storage: any BlobStorage,
        surroundings: Surroundings,
        work: QueueHints
    ) {
        self.catalogue = catalogue
        self.storage = storage
        self.surroundings = surroundings
        self.work = work
    }

    /// Changes an asset, stamps it, removes the blobs that the change left without a reference, and wakes runners for
    /// the tasks that came with it.
    func change<Result: Sendable>(
        _ asset: ID<Asset>,
        in project: ID<Project>,
        _ body: @escaping @Sendable (inout AssetChange) throws -> Result
    ) async throws -> Result {
        let now = surroundings.now()
        let ((result, tasks), orphans) = try await catalogue.change(asset, in: project) { change in
            let before = change.asset
            let files = change.files
            let result = try body(&change)
            if change.asset != before || change.files != files { change.asset.modified = now }
            return (result, change.newTasks)
        }
        work.notify(about: tasks)
        await discard(orphans)
        return result
    }

    /// Removes blobs that no row refers to.
    ///
    /// What cannot be removed now is left to the sweep.
    func discard(_ orphans: [BlobKey]) async {
        guard !orphans.isEmpty else { return }
        do {
            try await storage.delete(orphans)
        } catch {
            logger.debug("blobs left to the sweep", metadata: ["count": "\(orphans.count)", "error": "\(error)"])
        }
    }

    /// Removes those of `blobs` that no row refers to: for an error that leaves open whether its transaction took
    /// effect.
    func discardUnreferenced(_ blobs: [BlobKey]) async {
        guard !blobs.isEmpty, let referenced = try? await catalogue.referenced(among: blobs) else { return }
        await discard(blobs.filter { !referenced.contains($0) })
    }

    func newTask(_ work: RenderTask.Work, for asset: Asset) -> RenderTask {
        RenderTask(
            id: surroundings.newID(),
            project: asset.project,
            subject: .asset(asset.id),
            work: work,
            created: surroundings.now()
        )
    }

    /// The task that a source starts with: the snapshots that were ordered with it, or else a look at the file.
    func firstTask(for asset: Asset, hasCover: Bool) -> RenderTask {
        if let order = asset.snapshots { return newTask(.snapshots(order), for: asset) }
        return newTask(.ingest(cover: asset.coverType == nil && !hasCover), for: asset)
    }
}
