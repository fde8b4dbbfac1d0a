// SPDX-License-Identifier: Apache-2.0

package import Model

/// The tasks of assets and contents, and the pictures that they made.
package protocol TaskCatalogue: Sendable {
    func task(_ id: ID<RenderTask>, in project: ID<Project>) async throws -> RenderTask?
    /// The snapshot tasks (never ingest or pull) that match, newest first, then by id, and how many match in all.
    func snapshotTasks(
        in project: ID<Project>,
        asset: ID<Asset>?,
        task: ID<RenderTask>?,
        offset: Int,
        limit: Int
    ) async throws -> Page<RenderTask>
    /// Of each way in which the snapshots of an asset were ordered, the task that succeeded last; in the order of their
    /// ends.
    func newestSuccessfulTasks(of asset: ID<Asset>, in project: ID<Project>) async throws -> [RenderTask]
    /// The pictures of a task in ascending order of index, and how many there are in all.
    func pictures(of task: ID<RenderTask>, offset: Int, limit: Int) async throws -> Page<StoredPicture>
    /// One picture, by the names in its address.
    func picture(_ index: Int, of task: ID<RenderTask>, asset: ID<Asset>) async throws -> AddressedPicture?
    /// The blob of the asset in that role, by the names in its address; `nil` unless it is `key`.
    func file(_ role: FileRole, of asset: ID<Asset>, key: BlobKey) async throws -> StoredBlob?
    /// Removes finished snapshot tasks of `project` with their pictures, as far as they exist, are finished, and belong
    /// to `asset` where one is given.
    ///
    /// - Returns: The tasks that were removed, newest first, then by id; and the blobs that nothing refers to any more.
    func deleteSnapshotTasks(
        _ ids: [ID<RenderTask>],
        of asset: ID<Asset>?,
        in project: ID<Project>
    ) async throws -> (deleted: [RenderTask], orphans: [BlobKey])
}
