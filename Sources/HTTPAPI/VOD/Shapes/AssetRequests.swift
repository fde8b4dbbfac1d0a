// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import UseCases

/// An integer that some operations and clients send as text (`auto_preheat`, contract 7 row 14).
struct LooseInt: Decodable {
    var value: Int

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Int.self) {
            self.value = value
            return
        }
        guard let value = Int(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an integer")
        }
        self.value = value
    }
}

/// `Subtitle` of an upload.
struct SubtitleShape: Decodable {
    var id: Int
    var type: String
    var language: String
    var name: String?
    var md5: String?

    func subtitle() throws(Failure) -> Subtitle {
        guard (1...8).contains(id) else { throw Failure.invalid("subtitles.id") }
        guard type == "SRT" else { throw Failure.invalid("subtitles.type") }
        guard language == "CN" || language == "EN" else { throw Failure.invalid("subtitles.language") }
        return Subtitle(
            id: id,
            language: language,
            name: try Checked.text(name ?? "", atMost: 128, "subtitles.name"),
            expectedMD5: try Checked.md5(md5, "subtitles.md5")
        )
    }
}

/// The members that N3 and each entry of N5 share (contract 2.6, 2.8).
struct AssetShape: Decodable {
    var title: String?
    var videoName: String?
    var videoType: String?
    /// N5 only.
    var url: String?
    var description: String?
    var categoryId: Int?
    var videoMd5: String?
    var coverMd5: String?
    var coverType: String?
    var subtitles: [SubtitleShape]?
    var tags: String?
    var autoPublish: Int?
    var templateGroupName: String?
    var workflowName: String?
    var autoEncrypt: Int?
    var autoPreheat: LooseInt?
    var thumbnail: ThumbnailShape?

    /// The asset that this describes.
    ///
    /// - Parameters:
    ///   - name: The video's name where none is given.
    ///   - pictureLimit: The most pictures of a task.
    func newAsset(name: String? = nil, pictureLimit: Int) throws(Failure) -> NewAsset {
        guard let title, !title.isEmpty else { throw Failure.invalid("title") }
        guard let videoName = videoName ?? name, !videoName.isEmpty else { throw Failure.invalid("video_name") }
        guard let videoType else { throw Failure.invalid("video_type") }
        var asset = NewAsset(
            title: try Checked.text(title, atMost: 128, "title"),
            videoName: try Checked.text(videoName, atMost: 128, "video_name"),
            videoType: try Checked.videoType(videoType)
        )
        asset.description = try Checked.text(description ?? "", atMost: 1024, "description")
        asset.categoryID = try Checked.category(categoryId ?? -1)
        asset.tags = try Checked.tags(tags ?? "")
        asset.autoPublish = try Checked.flag(autoPublish ?? 1, "auto_publish")
        _ = try Checked.flag(autoEncrypt ?? 0, "auto_encrypt")
        _ = try Checked.flag(autoPreheat?.value ?? 0, "auto_preheat")
        asset.expectedMD5 = try Checked.md5(videoMd5, "video_md5")
        asset.expectedCoverMD5 = try Checked.md5(coverMd5, "cover_md5")
        asset.coverType = try Checked.coverType(coverType)
        asset.subtitles = try Checked.subtitles(subtitles ?? [])
        asset.snapshots = try thumbnail?.order(pictureLimit: pictureLimit)
        return asset
    }
}

/// N5's body.
struct UploadByURLShape: Decodable {
    var uploadMetadatas: [AssetShape]
}

/// The body of N4.
struct ConfirmShape: Decodable {
    var assetId: String
    var status: String
}

/// The body of N2.
struct ProcessShape: Decodable {
    var assetId: String
    var templateGroupName: String?
    var autoEncrypt: Int?
    var thumbnail: ThumbnailShape?
    var subtitleId: [Int]?
}

/// The body of S3.
struct CoverShape: Decodable {
    var thumbnailUrl: String
}

/// The body of `PUT /asset`.
struct UpdateAssetShape: Decodable {
    var assetId: String
    var videoName: String?
    var videoType: String?
    var videoMd5: String?
    var coverId: Int?
    var coverType: String?
    var coverMd5: String?
    var subtitles: [SubtitleShape]?

    /// The files that are to be uploaded anew.
    func update() throws(Failure) -> AssetLibrary.FileUpdate {
        guard coverId ?? 0 == 0 else { throw Failure.invalid("cover_id") }
        var video: AssetLibrary.FileUpdate.Video?
        if videoName != nil || videoType != nil || videoMd5 != nil {
            video = .init(
                name: try videoName.map { name throws(Failure) in try Checked.text(name, atMost: 128, "video_name") },
                type: try videoType.map { type throws(Failure) in try Checked.videoType(type) },
                expectedMD5: try Checked.md5(videoMd5, "video_md5")
            )
        }
        let cover = try Checked.coverType(coverType)
        let coverMD5 = try Checked.md5(coverMd5, "cover_md5")
        return AssetLibrary.FileUpdate(
            video: video,
            cover: cover.map { .init(type: $0, expectedMD5: coverMD5) },
            subtitles: try subtitles.map { list throws(Failure) in try Checked.subtitles(list) }
        )
    }
}

/// The body of `PUT /asset/info`.
struct UpdateMetadataShape: Decodable {
    var assetId: String
    var title: String?
    var description: String?
    var categoryId: Int?
    var tags: String?

    func update() throws(Failure) -> AssetLibrary.MetadataUpdate {
        if let title, title.isEmpty { throw Failure.invalid("title") }
        return AssetLibrary.MetadataUpdate(
            title: try title.map { text throws(Failure) in try Checked.text(text, atMost: 128, "title") },
            description: try description.map { text throws(Failure) in
                try Checked.text(text, atMost: 1024, "description")
            },
            categoryID: try categoryId.map { id throws(Failure) in try Checked.category(id) },
            tags: try tags.map { text throws(Failure) in try Checked.tags(text) }
        )
    }
}

/// The body of publish and unpublish.
struct PublishShape: Decodable {
    var assetId: [String]
}
