// SPDX-License-Identifier: Apache-2.0

import Catalogue
package import Model

extension AssetLibrary {
    /// Orders snapshots of an asset.
    ///
    /// - Returns: The task that will make them.
    /// - Throws: `stateConflict` while the asset has no confirmed video, `notSupported` when its video is known to have
    ///   no picture.
    package func orderSnapshots(
        _ order: SnapshotOrder,
        of id: ID<Asset>,
        in project: ID<Project>
    ) async throws -> ID<RenderTask> {
        try await change(id, in: project) { change in
            guard change.files[.video] != nil, change.asset.state == .created || change.asset.state == .published else {
                throw Failure(.caller, .stateConflict, "The asset has no confirmed video.")
            }
            if let media = change.asset.media, media.video == nil {
                throw Failure(.caller, .notSupported, "The asset has no video track to take snapshots of.")
            }
            let task = newTask(.snapshots(order), for: change.asset)
            change.newTasks.append(task)
            return task.id
        }
    }
}
