// SPDX-License-Identifier: Apache-2.0

import Catalogue
package import Model

extension AssetLibrary {
    /// New values for what a client says of an asset; `nil` keeps the old one.
    package struct MetadataUpdate: Sendable {
        package var title: String?
        package var description: String?
        package var categoryID: Int?
        package var tags: [String]?

        package init(title: String? = nil, description: String? = nil, categoryID: Int? = nil, tags: [String]? = nil) {
            self.title = title
            self.description = description
            self.categoryID = categoryID
            self.tags = tags
        }
    }

    /// Files of an asset that a client is about to upload anew; `nil` keeps the old one.
    package struct FileUpdate: Sendable {
        /// A new video takes effect when its upload is confirmed; what is said of it, at once.
        package var video: Video?
        /// A new cover takes effect when its bytes have arrived.
        package var cover: Cover?
        package var subtitles: [Subtitle]?

        package struct Video: Sendable {
            package var name: String?
            package var type: String?
            package var expectedMD5: String?

            package init(name: String?, type: String?, expectedMD5: String?) {
                self.name = name
                self.type = type
                self.expectedMD5 = expectedMD5
            }
        }

        package struct Cover: Sendable {
            package var type: CoverType
            package var expectedMD5: String?

            package init(type: CoverType, expectedMD5: String?) {
                self.type = type
                self.expectedMD5 = expectedMD5
            }
        }

        package init(video: Video?, cover: Cover?, subtitles: [Subtitle]?) {
            self.video = video
            self.cover = cover
            self.subtitles = subtitles
        }
    }

    /// Changes what is said of an asset.
    package func update(_ id: ID<Asset>, in project: ID<Project>, with update: MetadataUpdate) async throws {
        try await change(id, in: project) { change in
            if let title = update.title { change.asset.title = title }
            if let description = update.description { change.asset.description = description }
            if let categoryID = update.categoryID { change.asset.categoryID = categoryID }
            if let tags = update.tags { change.asset.tags = tags }
        }
    }

    /// Opens an asset for new files.
    ///
    /// - Returns: The asset as changed.
    /// - Throws: `stateConflict` when its upload was given up, or while it is being pulled.
    package func update(_ id: ID<Asset>, in project: ID<Project>, with update: FileUpdate) async throws -> Asset {
        try await change(id, in: project) { change in
            guard change.asset.state == .created || change.asset.state == .published || change.asset.acceptsUpload
            else {
                throw Failure(.caller, .stateConflict, "The asset is \(change.asset.state.rawValue).")
            }
            if let video = update.video {
                if let name = video.name { change.asset.videoName = name }
                if let type = video.type { change.asset.videoType = type }
                change.asset.expectedMD5 = video.expectedMD5
                change.asset.acceptsUpload = true
                change.files[.uploadedVideo] = nil
            }
            if let cover = update.cover {
                change.asset.coverType = cover.type
                change.asset.expectedCoverMD5 = cover.expectedMD5
            }
            if let subtitles = update.subtitles {
                let kept = Set(subtitles.map { FileRole.subtitle($0.id) })
                for case .subtitle(let number) in change.files.keys where !kept.contains(.subtitle(number)) {
                    change.files[.subtitle(number)] = nil
                }
                change.asset.subtitles = subtitles
            }
            return change.asset
        }
    }

    /// Publishes an asset, or takes it back.
    ///
    /// - Throws: `stateConflict` when it has no confirmed video.
    package func setPublished(_ published: Bool, of id: ID<Asset>, in project: ID<Project>) async throws {
        try await change(id, in: project) { change in
            guard change.asset.state == .created || change.asset.state == .published else {
                throw Failure(.caller, .stateConflict, "The asset is \(change.asset.state.rawValue).")
            }
            change.asset.state = published ? .published : .created
        }
    }
}
