// SPDX-License-Identifier: Apache-2.0

import Catalogue
package import Model

extension AssetLibrary {
    /// Ends the upload of an asset: its bytes become the video, and its first task is enqueued with that.
    ///
    /// An asset that is confirmed already stays as it is.
    ///
    /// - Throws: `uploadMissing` when no bytes arrived, `digestMismatch` when they are not those announced (another
    ///   upload may follow), `stateConflict` when the upload was given up before.
    package func confirmUpload(of id: ID<Asset>, in project: ID<Project>) async throws {
        try await change(id, in: project) { change in
            guard change.asset.acceptsUpload else {
                if change.asset.state == .created || change.asset.state == .published { return }
                throw Failure(.caller, .stateConflict, "The asset is \(change.asset.state.rawValue).")
            }
            guard let video = change.files[.uploadedVideo] else {
                throw Failure(.caller, .uploadMissing, "No video was uploaded for this asset.")
            }
            if let expected = change.asset.expectedMD5, expected != video.md5 {
                throw Failure(.caller, .digestMismatch, "The uploaded video does not have the MD5 that was announced.")
            }
            change.files[.uploadedVideo] = nil
            // A cover that nobody chose is of the video that goes.
            if change.files[.video] != nil, change.asset.coverChosen == nil { change.files[.cover] = nil }
            change.files[.video] = video
            change.asset.acceptsUpload = false
            change.asset.media = nil
            change.asset.failure = nil
            change.asset.state = change.asset.autoPublish ? .published : .created
            change.newTasks.append(firstTask(for: change.asset, hasCover: change.files[.cover] != nil))
        }
    }

    /// Gives up the upload of an asset, and drops what was uploaded.
    ///
    /// An asset that was confirmed before and awaits another video keeps the one that it has.
    ///
    /// - Parameter state: ``Asset/State/failed`` or ``Asset/State/cancelled``.
    /// - Throws: `stateConflict` when the asset was confirmed before.
    package func giveUpUpload(of id: ID<Asset>, in project: ID<Project>, as state: Asset.State) async throws {
        try await change(id, in: project) { change in
            guard change.asset.state != state else { return }
            guard change.asset.acceptsUpload else {
                throw Failure(.caller, .stateConflict, "The asset is \(change.asset.state.rawValue).")
            }
            change.asset.acceptsUpload = false
            change.files[.uploadedVideo] = nil
            if change.asset.state == .creating {
                change.asset.state = state
                change.files = [:]
            }
        }
        await discard(try await catalogue.deleteMultipartUploads(of: id))
    }
}
