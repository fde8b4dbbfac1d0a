// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// A source file of a project, with what its client said of it and what was found in it.
package struct Asset: Hashable, Sendable, Codable {
    /// Where an asset stands.
    package enum State: String, Sendable, Codable, CaseIterable {
        /// Made, its bytes not yet confirmed (or still being pulled).
        case creating = "CREATING"
        case created = "CREATED"
        case published = "PUBLISHED"
        /// The upload was given up, or the pull failed.
        case failed = "FAILED"
        case cancelled = "CANCELLED"
    }

    package var id: ID<Asset>
    package var project: ID<Project>
    package var state: State
    package var created: Date
    package var modified: Date

    package var title: String
    package var videoName: String
    /// Upper case, as the client declared it: `MP4`, `MKV`, ...
    package var videoType: String
    package var description: String
    package var categoryID: Int
    package var tags: [String]
    package var autoPublish: Bool
    /// MD5 that the client announced for the video, lower-case hex.
    package var expectedMD5: String?
    /// MD5 that the client announced for the cover, lower-case hex.
    package var expectedCoverMD5: String?
    /// Set when the client uploads the cover itself: no cover is made from the video.
    package var coverType: CoverType?
    /// When somebody asked for the cover that it has: named a snapshot, uploaded a file, ordered a position.
    ///
    /// `nil`: the cover, if there is one, was made because nobody had asked for any.
    package var coverChosen: Date?
    package var subtitles: [Subtitle]

    /// The snapshot task to start once the upload is confirmed.
    package var snapshots: SnapshotOrder?
    /// Where the video is pulled from, for an asset made from an address.
    package var sourceURL: String?
    /// Whether its upload addresses take bytes.
    package var acceptsUpload: Bool

    package var media: MediaInfo?
    /// What went wrong with the asset itself, for its `exec_desc`.
    package var failure: Failure?

    package init(
        id: ID<Asset>,
        project: ID<Project>,
        created: Date,
        title: String,
        videoName: String,
        videoType: String
    ) {
        self.id = id
        self.project = project
        self.state = .creating
        self.created = created
        self.modified = created
        self.title = title
        self.videoName = videoName
        self.videoType = videoType
        description = ""
        categoryID = -1
        tags = []
        autoPublish = true
        subtitles = []
        acceptsUpload = true
    }
}

/// The format of a cover that the client uploads.
package enum CoverType: String, Hashable, Sendable, Codable {
    case jpg = "JPG"
    case png = "PNG"

    package var mediaType: String {
        switch self {
        case .jpg: "image/jpeg"
        case .png: "image/png"
        }
    }
}

/// A subtitle track that the client announced.
package struct Subtitle: Hashable, Sendable, Codable {
    /// 1...8.
    package var id: Int
    package var language: String
    package var name: String?
    /// MD5 that the client announced, lower-case hex.
    package var expectedMD5: String?

    package init(id: Int, language: String, name: String?, expectedMD5: String?) {
        self.id = id
        self.language = language
        self.name = name
        self.expectedMD5 = expectedMD5
    }
}

/// What a stored file is to its asset.
///
/// An asset has at most one file in each role.
package enum FileRole: Hashable, Sendable {
    case video
    case cover
    case subtitle(Int)
    /// Uploaded and not yet confirmed.
    case uploadedVideo

    /// The spelling in the catalogue.
    package var text: String {
        switch self {
        case .video: "video"
        case .cover: "cover"
        case .subtitle(let id): "subtitle-\(id)"
        case .uploadedVideo: "uploaded-video"
        }
    }

    package init?(text: String) {
        switch text {
        case "video": self = .video
        case "cover": self = .cover
        case "uploaded-video": self = .uploadedVideo
        default:
            guard text.hasPrefix("subtitle-"), let id = Int(text.dropFirst(9)) else { return nil }
            self = .subtitle(id)
        }
    }
}

/// Bytes in storage.
package struct StoredBlob: Hashable, Sendable, Codable {
    package var key: BlobKey
    /// Bytes.
    package var size: Int64
    /// Lower-case hex; `nil` for pictures, which nobody checks.
    package var md5: String?
    /// Lower-case hex, of the files of assets; `nil` for what was stored before it was computed.
    package var sha256: String?
    package var mediaType: String

    package init(key: BlobKey, size: Int64, md5: String?, sha256: String? = nil, mediaType: String) {
        self.key = key
        self.size = size
        self.md5 = md5
        self.sha256 = sha256
        self.mediaType = mediaType
    }
}

/// The marker type of ``BlobKey``.
package enum Blob {}

/// The name of one blob: random, never made from a client's text.
package typealias BlobKey = ID<Blob>
