// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Model

/// How the catalogue's records read in VOD's words.
extension VODRoutes {
    func assetInfo(_ record: AssetRecord) -> AssetInfo {
        AssetInfo(
            assetId: record.asset.id.text,
            status: record.asset.state.detailed,
            description: execDesc(of: record),
            baseInfo: baseInfo(record, signed: false)
        )
    }

    /// - Parameter signed: Whether a temporary address of the source is wanted.
    func baseInfo(_ record: AssetRecord, signed: Bool) -> BaseInfo {
        let asset = record.asset
        let video = record.files[.video]
        return BaseInfo(
            title: asset.title,
            videoName: asset.videoName,
            description: asset.description,
            categoryId: asset.categoryID,
            categoryName: asset.categoryName,
            createTime: VODTime.text(asset.created),
            lastModified: VODTime.text(asset.modified),
            videoType: asset.videoType,
            tags: asset.tags.joined(separator: ","),
            metaData: MetaData(asset.media, declaredType: asset.videoType, size: video?.size ?? 0),
            videoUrl: video.map { _ in services.addresses.base + ObjectName.video(of: asset).encodedPath },
            signUrl: video != nil && signed ? services.addresses.source(.video(of: asset)) : nil,
            coverInfoArray: covers(of: record),
            subtitleInfo: subtitles(of: record),
            sourcePath: nil,
            outputPath: nil
        )
    }

    func covers(of record: AssetRecord) -> [BaseInfo.Cover] {
        guard let cover = record.files[.cover] else { return [] }
        return [.init(coverUrl: services.addresses.cover(cover, of: record.asset.id))]
    }

    private func subtitles(of record: AssetRecord) -> [BaseInfo.SubtitleTrack] {
        record.asset.subtitles.compactMap { subtitle in
            guard let blob = record.files[.subtitle(subtitle.id)] else { return nil }
            return .init(
                url: services.addresses.subtitle(subtitle.id, blob, of: record.asset.id),
                id: subtitle.id,
                type: "SRT",
                language: subtitle.language
            )
        }
    }

    /// `ThumbnailInfo`: the newest successful task of each kind; absent for an asset that was never snapshotted
    /// (contract 2.2).
    func thumbnailInfo(_ record: AssetRecord) async throws -> ThumbnailInfo? {
        guard record.snapshots != .none else { return nil }
        var info = ThumbnailInfo(execDesc: execDesc(of: record), thumbnailStatus: record.snapshots.text)
        guard case .succeeded = record.snapshots else { return info }
        for task in try await services.catalogue.newestSuccessfulTasks(of: record.asset.id, in: record.asset.project) {
            let pictures = try await services.catalogue.pictures(of: task.id, offset: 0, limit: .max).items
                .compactMap { thumbnail($0, of: task) }
            switch SnapshotAddress(task: task, index: 0)?.kind {
            case .sample: info.sample = pictures
            case .dots: info.dots = pictures
            case .quantity: info.quantity = pictures
            case nil: break
            }
        }
        return info
    }

    func execDesc(of record: AssetRecord) -> String {
        var texts: [String] = []
        if let failure = record.asset.failure { texts.append(failure.message) }
        switch record.snapshots {
        case .failed(let failure): texts.append("thumbnail_exec_desc: \(failure.message)")
        case .succeeded(let notes) where !notes.isEmpty:
            texts.append("thumbnail_exec_desc: \(notes.joined(separator: " "))")
        case .none, .running, .succeeded: break
        }
        return texts.joined(separator: " ")
    }
}

extension SnapshotStatus {
    /// `thumbnail_status`.
    var text: String {
        switch self {
        case .none: "UN_THUMBNAIL"
        case .running: "THUMBNAILING"
        case .succeeded: "THUMBNAIL_SUCCEED"
        case .failed: "THUMBNAIL_FAILED"
        }
    }
}

extension Asset {
    /// There are no categories but the built-in one.
    var categoryName: String { "Other" }
}

extension Asset.State {
    /// `asset_status` of `asset/list`.
    var listed: String { self == .cancelled ? Asset.State.failed.rawValue : rawValue }

    /// `status` of `asset/info`.
    var detailed: String { self == .failed ? "UPLOAD_FAILED" : rawValue }
}
