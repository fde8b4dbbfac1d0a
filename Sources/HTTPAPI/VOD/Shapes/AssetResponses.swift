// SPDX-License-Identifier: Apache-2.0

/// Where an object of the store is.
struct FileAddr: Encodable {
    var bucket: String
    var location: String
    var object: String
}

/// The answer of N3 and of `PUT /asset`.
struct UploadAddresses: Encodable {
    var assetId: String
    var videoUploadUrl: String?
    var coverUploadUrl: String?
    var subtitleUploadUrls: [String]
    var target: FileAddr?
}

/// The answer of operations that name the asset they acted on.
struct AssetReference: Encodable {
    var assetId: String
    var thumbnailTaskId: String?
}

/// The answer of N5.
struct PulledAssets: Encodable {
    struct Item: Encodable {
        var url: String
        var assetId: String?
        var errorCode: String?
        var errorMsg: String?
    }

    var uploadAssets: [Item]
}

/// `MetaData` (contract 2.2).
struct MetaData: Encodable {
    var packType: String
    var codec: String?
    var audioCodec: String?
    var duration: Int
    var durationMs: Int
    var videoSize: Int64
    var width: Int
    var hight: Int
    var height: Int
    var bitRate: Int
    var frameRate: Int
    var quality: String?
    var audioChannels: Int?
}

/// `BaseInfo` (contract 2.2).
struct BaseInfo: Encodable {
    struct Cover: Encodable {
        var coverUrl: String
    }

    struct SubtitleTrack: Encodable {
        var url: String
        var id: Int
        var type: String
        var language: String
    }

    var title: String
    var videoName: String
    var description: String
    var categoryId: Int
    var categoryName: String
    var createTime: String
    var lastModified: String
    var videoType: String
    var tags: String
    var metaData: MetaData
    var videoUrl: String?
    var signUrl: String?
    var coverInfoArray: [Cover]
    var subtitleInfo: [SubtitleTrack]
    var sourcePath: FileAddr?
    var outputPath: FileAddr?
}

/// The answer of N6.
struct AssetDetails: Encodable {
    struct TranscodeInfo: Encodable {
        var output: [String] = []
        var execDesc = ""
        var transcodeStatus = "UN_TRANSCODE"
    }

    struct ReviewInfo: Encodable {
        var reviewStatus = "UN_REVIEW"
    }

    var assetId: String
    var baseInfo: BaseInfo?
    var transcodeInfo: TranscodeInfo?
    var thumbnailInfo: ThumbnailInfo?
    var reviewInfo: ReviewInfo?
}

/// One snapshot: its instant in whole seconds, and its address.
struct ThumbnailRsp: Encodable {
    var offset: Int
    var url: String
}

/// `ThumbnailInfo` (contract 2.2).
struct ThumbnailInfo: Encodable {
    var sample: [ThumbnailRsp]?
    var dots: [ThumbnailRsp]?
    var quantity: [ThumbnailRsp]?
    var execDesc: String
    var thumbnailStatus: String
}

/// The answer of `asset/list`.
struct AssetList: Encodable {
    struct Item: Encodable {
        var assetId: String
        var title: String
        var duration: Int
        var durationMs: Int
        var size: Int64
        var description: String
        var originalUrl: String?
        var category: String
        var covers: [BaseInfo.Cover]
        var createTime: String
        var assetStatus: String
        var transcodeStatus: String
        var thumbnailStatus: String
        var reviewStatus: String
        var execDesc: String
        var mediaType: String
    }

    var total: Int
    var assets: [Item]
}

/// `AssetInfo`: an item of `asset/info`, publish and unpublish.
struct AssetInfo: Encodable {
    var assetId: String
    var status: String
    var description: String?
    var isMultiTranscode = false
    var baseInfo: BaseInfo?
    var playInfoArray: [String] = []
}

/// The answer of `asset/info`.
struct AssetInfoPage: Encodable {
    var assetInfoArray: [AssetInfo]
    var isTruncated: Int
    var total: Int
}

/// The answer of publish and unpublish.
struct AssetInfos: Encodable {
    var assetInfoArray: [AssetInfo]
}

/// The answer of S5 and N8.
struct DeleteResults: Encodable {
    struct Item: Encodable {
        var assetId: String?
        var taskId: String?
        var status: String
    }

    var deleteResultArray: [Item]
}

/// The answer of S4.
struct SnapshotTasks: Encodable {
    struct Item: Encodable {
        var taskId: String
        var thumbnailPara: ThumbnailShape
        var thumbnailCount: Int
    }

    var total: Int
    var thumbnails: [Item]
}

/// The answer of N1.
struct SnapshotPictures: Encodable {
    var total: Int
    var thumbnailResult: [ThumbnailRsp]
}
