// SPDX-License-Identifier: Apache-2.0

package import Model

/// Assets with their files.
package protocol AssetCatalogue: Sendable {
    /// Adds an asset, and the tasks that it starts with.
    ///
    /// - Throws: `stateConflict` when an id is taken, `projectNotFound` when the project is unknown.
    func insert(_ asset: Asset, tasks: [RenderTask]) async throws
    func asset(_ id: ID<Asset>, in project: ID<Project>) async throws -> AssetRecord?
    /// The assets of `project` that match, and how many match in all.
    ///
    /// Newest first, or oldest first with `filter.ascending`; those of one instant in ascending order of their ids.
    func assets(
        in project: ID<Project>,
        matching filter: AssetFilter,
        offset: Int,
        limit: Int
    ) async throws -> Page<AssetRecord>
    /// The ids of the assets of `project` whose confirmed video has this size and MD5, oldest first.
    func assets(in project: ID<Project>, withVideoOfSize size: Int64, md5: String) async throws -> [ID<Asset>]

    /// Reads an asset, lets `body` change it, and writes it with its files and new tasks, all in one transaction.
    ///
    /// `body` runs inside the transaction, and may run again; it must have no other effect. What it throws rolls back.
    ///
    /// - Returns: What `body` returned, and the blobs that nothing refers to any more.
    /// - Throws: `assetNotFound` when the project has no such asset, `stateConflict` when a new task's id is taken.
    func change<Result: Sendable>(
        _ id: ID<Asset>,
        in project: ID<Project>,
        _ body: @escaping @Sendable (inout AssetChange) throws -> Result
    ) async throws -> (result: Result, orphans: [BlobKey])

    /// Removes an asset with its files, tasks, pictures and multipart uploads.
    ///
    /// - Returns: The blobs that nothing refers to any more.
    /// - Throws: `assetNotFound`, or `stateConflict` while one of its tasks is waiting or processing.
    func deleteAsset(_ id: ID<Asset>, in project: ID<Project>) async throws -> [BlobKey]
}
