// SPDX-License-Identifier: Apache-2.0

import Catalogue
package import Model

extension AssetLibrary {
    /// What became of one task whose pictures were to be deleted.
    package struct SnapshotDeletion: Sendable, Hashable {
        package var task: ID<RenderTask>
        /// Known when the task is, or when the caller named it.
        package var asset: ID<Asset>?
        package var deleted: Bool
    }

    /// Deletes finished snapshot tasks with their pictures.
    ///
    /// Covers made from them stay.
    ///
    /// - Parameters:
    ///   - tasks: The tasks; `nil` stands for all of `asset`.
    ///   - asset: Where given, tasks of other assets count as unknown.
    /// - Returns: One item for each task. Unknown tasks, those of other projects and those not finished are not
    ///   deleted.
    /// - Throws: `assetNotFound` for an unknown asset.
    package func deleteSnapshots(
        _ tasks: [ID<RenderTask>]?,
        of asset: ID<Asset>?,
        in project: ID<Project>
    ) async throws -> [SnapshotDeletion] {
        if let asset, try await catalogue.asset(asset, in: project) == nil {
            throw Failure(.caller, .assetNotFound, "There is no such asset.")
        }
        var requested = tasks ?? []
        if tasks == nil {
            requested = try await catalogue.snapshotTasks(
                in: project,
                asset: asset,
                task: nil,
                offset: 0,
                limit: .max
            ).items.map(\.id)
        }
        let (deleted, orphans) = try await catalogue.deleteSnapshotTasks(requested, of: asset, in: project)
        await discard(orphans)
        let assets = deleted.reduce(into: [ID<RenderTask>: ID<Asset>]()) { $0[$1.id] = $1.asset }
        var deletions: [SnapshotDeletion] = []
        for task in requested {
            var known = assets[task] ?? asset
            if known == nil { known = try await catalogue.task(task, in: project)?.asset }
            deletions.append(SnapshotDeletion(task: task, asset: known, deleted: assets[task] != nil))
        }
        return deletions
    }

    /// Deletes an asset with everything made from it.
    ///
    /// - Throws: `assetNotFound`, or `stateConflict` while one of its tasks is unfinished.
    package func delete(_ id: ID<Asset>, in project: ID<Project>) async throws {
        await discard(try await catalogue.deleteAsset(id, in: project))
    }

    /// Deletes the source of an asset and keeps what was made from it.
    ///
    /// - Throws: `assetNotFound`, or `stateConflict` while one of its tasks is unfinished.
    package func deleteSource(of id: ID<Asset>, in project: ID<Project>) async throws {
        try await change(id, in: project) { change in
            guard change.unfinishedTasks == 0 else {
                throw Failure(.caller, .stateConflict, "Snapshots of the asset are being taken.")
            }
            change.files[.video] = nil
            change.files[.uploadedVideo] = nil
        }
    }
}
