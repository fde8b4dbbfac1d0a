// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Model

/// The codes of KooDrive's envelope, each with its status and its message (contract 6.3).
enum KooDriveCode: Int, Sendable, CaseIterable {
    case success = 0
    case badRequest = 13_000_101
    case invalidParameter = 13_000_102
    case innerError = 13_000_201
    case spaceUnknown = 13_000_301
    case fileElsewhere = 13_000_302
    case fileNotRecycled = 13_000_303
    case targetAbnormal = 13_000_304
    case targetRecycled = 13_000_305
    case fileRecycled = 13_000_306
    case foldersNested = 13_000_307
    case metadataWrong = 13_000_308
    case resourceUnknown = 13_000_309
    case tooManyLevels = 13_000_310
    case outOfSpace = 13_000_311
    case alreadyInTarget = 13_000_312
    case uploadUnknown = 13_000_401
    case integrityFailed = 13_000_402
    case stateNotChanged = 13_000_403
    case parentRecycled = 13_000_404
    case duplicateName = 13_000_405
    case isFolder = 13_000_406
    case noDownloadAddress = 13_000_407
    case downloadFailed = 13_000_408
    case uploadFailed = 13_000_409
    case notPermitted = 13_000_410
    case fileNotInSpace = 13_000_411
    case spaceInactive = 13_000_412
    case searchTypeUnsupported = 13_000_413
    case searchTypeEmpty = 13_000_414

    /// 400 for all that the caller can change (contract 3.2).
    var status: HTTPResponse.Status {
        switch self {
        case .success: .ok
        case .innerError: .internalServerError
        default: .badRequest
        }
    }

    var message: Wording {
        switch self {
        case .success: Wording("success", "成功")
        case .badRequest: Wording("Bad request.", "请求错误。")
        case .invalidParameter: Wording("Verify parameters failed.", "参数校验失败。")
        case .innerError: Wording("Internal error.", "内部调用失败。")
        case .spaceUnknown: Wording("The space does not exist or is abnormal.", "空间不存在或异常。")
        case .fileElsewhere: Wording("The file is not in the given space.", "文件不在指定空间内。")
        case .fileNotRecycled: Wording("The file is not in the recycle bin.", "文件不在回收站内。")
        case .targetAbnormal: Wording("The target folder is abnormal.", "目标文件夹异常。")
        case .targetRecycled: Wording("The target folder is in the recycle bin.", "目标文件夹在回收站内。")
        case .fileRecycled: Wording("The file is in the recycle bin.", "文件在回收站内。")
        case .foldersNested: Wording("A folder cannot be put into itself.", "文件夹不能相互嵌套。")
        case .metadataWrong: Wording("The metadata of the file is wrong.", "文件元数据错误。")
        case .resourceUnknown: Wording("The resource does not exist.", "资源不存在。")
        case .tooManyLevels: Wording("The folders have too many levels.", "文件夹层级过多。")
        case .outOfSpace: Wording("The space is full.", "空间容量不足。")
        case .alreadyInTarget: Wording("The file is already in the target folder.", "文件已在目标文件夹内。")
        case .uploadUnknown: Wording("The upload task does not exist.", "上传任务不存在。")
        case .integrityFailed: Wording("The integrity check failed.", "文件完整性校验失败。")
        case .stateNotChanged: Wording("The upload of the file is not complete.", "文件状态更新失败：上传未完成。")
        case .parentRecycled: Wording("The parent folder is in the recycle bin.", "父文件夹在回收站内。")
        case .duplicateName: Wording("The name exists already.", "名称重复。")
        case .isFolder: Wording("The operation is not possible on folders.", "文件夹不支持该操作。")
        case .noDownloadAddress: Wording("There is no download address.", "下载地址不存在。")
        case .downloadFailed: Wording("The download failed.", "下载失败。")
        case .uploadFailed: Wording("The upload failed.", "上传失败。")
        case .notPermitted: Wording("The user has no permission on the space.", "用户没有该空间的权限。")
        case .fileNotInSpace: Wording("The file is not in that space.", "文件不在该空间内。")
        case .spaceInactive: Wording("The space is not active.", "空间未激活。")
        case .searchTypeUnsupported: Wording("The search type is not supported.", "不支持的搜索类型。")
        case .searchTypeEmpty: Wording("The search type is empty.", "搜索类型为空。")
        }
    }

    /// The code of each refusal.
    init(_ refusal: DriveRefusal) {
        self =
            switch refusal {
            case .spaceUnknown: .spaceUnknown
            case .spaceInactive: .spaceInactive
            case .notPermitted: .notPermitted
            case .fileUnknown: .resourceUnknown
            case .fileElsewhere: .fileElsewhere
            case .fileRecycled: .fileRecycled
            case .fileNotRecycled: .fileNotRecycled
            case .uploadIncomplete: .stateNotChanged
            case .isFolder: .isFolder
            case .targetAbnormal: .targetAbnormal
            case .targetRecycled: .targetRecycled
            case .parentRecycled: .parentRecycled
            case .foldersNested: .foldersNested
            case .tooManyLevels: .tooManyLevels
            case .tooManyEntries: .invalidParameter
            case .outOfSpace: .outOfSpace
            case .alreadyInTarget: .alreadyInTarget
            case .duplicateName: .duplicateName
            case .uploadUnknown: .uploadUnknown
            case .integrityFailed: .integrityFailed
            }
    }

    /// The code of each failure.
    init(_ failure: Failure) {
        self =
            switch failure.code {
            case .invalidParameter, .limitExceeded, .notSupported, .addressRefused: .invalidParameter
            case .assetNotFound, .taskNotFound, .pictureNotFound: .resourceUnknown
            case .projectNotFound: .spaceUnknown
            case .uploadNotFound: .uploadUnknown
            case .uploadMissing, .stateConflict: .stateNotChanged
            case .digestMismatch: .integrityFailed
            case .unsupportedMedia, .damagedMedia, .encryptedMedia, .noVideo, .noPictures, .quarantined:
                .metadataWrong
            case .deadlineExceeded, .rendererCrashed, .rendererUnavailable, .fetchFailed, .storageFull, .internalError:
                .innerError
            }
    }
}
