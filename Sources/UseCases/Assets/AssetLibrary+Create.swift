// SPDX-License-Identifier: Apache-2.0

import Catalogue
package import Model

extension AssetLibrary {
    /// Makes an asset that waits for its upload.
    package func create(_ new: NewAsset, in project: ID<Project>) async throws -> Asset {
        let asset = asset(from: new, in: project)
        try await catalogue.insert(asset, tasks: [])
        return asset
    }

    /// Makes an asset whose video is fetched from `url`, and enqueues the fetch.
    package func create(_ new: NewAsset, pulledFrom url: String, in project: ID<Project>) async throws -> Asset {
        var asset = asset(from: new, in: project)
        asset.sourceURL = url
        asset.acceptsUpload = false
        let task = newTask(.pull(url: url), for: asset)
        try await catalogue.insert(asset, tasks: [task])
        work.notify(about: [task])
        return asset
    }

    private func asset(from new: NewAsset, in project: ID<Project>) -> Asset {
        var asset = Asset(
            id: surroundings.newID(),
            project: project,
            created: surroundings.now(),
            title: new.title,
            videoName: new.videoName,
            videoType: new.videoType
        )
        asset.description = new.description
        asset.categoryID = new.categoryID
        asset.tags = new.tags
        asset.autoPublish = new.autoPublish
        asset.expectedMD5 = new.expectedMD5
        asset.expectedCoverMD5 = new.expectedCoverMD5
        asset.coverType = new.coverType
        asset.subtitles = new.subtitles
        asset.snapshots = new.snapshots
        return asset
    }
}
