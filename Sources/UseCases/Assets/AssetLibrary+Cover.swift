// SPDX-License-Identifier: Apache-2.0

import Catalogue
package import Model

extension AssetLibrary {
    /// Makes a snapshot the cover of its asset.
    ///
    /// The cover outlives the snapshot.
    ///
    /// - Throws: `pictureNotFound` when the project has no such asset or the asset no such snapshot, `stateConflict`
    ///   when the asset has no confirmed video.
    package func setCover(
        of id: ID<Asset>,
        toPicture index: Int,
        of task: ID<RenderTask>,
        in project: ID<Project>
    ) async throws {
        let now = surroundings.now()
        do {
            try await change(id, in: project) { change in
                guard let picture = try change.picture(task, index) else { throw Self.noSuchPicture }
                guard change.asset.state == .created || change.asset.state == .published else {
                    throw Failure(.caller, .stateConflict, "The asset is \(change.asset.state.rawValue).")
                }
                change.files[.cover] = picture.blob
                change.asset.coverChosen = now
            }
        } catch let failure as Failure where failure.code == .assetNotFound {
            throw Self.noSuchPicture
        }
    }

    private static let noSuchPicture = Failure(.caller, .pictureNotFound, "There is no such snapshot.")
}
