// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Hummingbird
import Model

extension VODRoutes {
    /// N6: everything about one asset, or the parts of it that were asked for.
    @Sendable func assetDetails(_ request: VODRequest) async throws -> Response {
        let known = ["base_info", "transcode_info", "thumbnail_info", "review_info"]
        let wanted = request.query.list("categories")
        guard wanted.allSatisfy(known.contains) else { throw VODError.illegal("categories") }
        let record = try await record(request.required("asset_id"), in: request.project)
        var details = AssetDetails(assetId: record.asset.id.text)
        for part in wanted.isEmpty ? known : wanted {
            switch part {
            case "base_info": details.baseInfo = baseInfo(record, signed: true)
            case "thumbnail_info": details.thumbnailInfo = try await thumbnailInfo(record)
            case "transcode_info": details.transcodeInfo = .init()
            default: details.reviewInfo = .init()
            }
        }
        return JSONBody.response(.ok, details)
    }

    /// `GET asset/list`.
    @Sendable func listAssets(_ request: VODRequest) async throws -> Response {
        guard var filter = try filter(of: request, statuses: ["status"], known: Self.listStatuses) else {
            return JSONBody.response(.ok, AssetList(total: 0, assets: []))
        }
        let ids = try request.list("asset_id", atMost: 10)
        if !ids.isEmpty { filter.ids = ids.map { ID($0) } }
        filter.videoTypes = try request.list("media_type", atMost: 20).map { $0.uppercased() }
        switch request.query["order"]?.lowercased() {
        case nil, "desc": filter.ascending = false
        case "asc": filter.ascending = true
        default: throw VODError.illegal("order")
        }
        let page = try await page(of: request, filter)
        let items = page.items.map { record in
            let media = MetaData(record.asset.media, declaredType: record.asset.videoType, size: 0)
            return AssetList.Item(
                assetId: record.asset.id.text,
                title: record.asset.title,
                duration: media.duration,
                durationMs: media.durationMs,
                size: record.files[.video]?.size ?? 0,
                description: record.asset.description,
                originalUrl: record.asset.sourceURL,
                category: record.asset.categoryName,
                covers: covers(of: record),
                createTime: VODTime.text(record.asset.created),
                assetStatus: record.asset.state.listed,
                transcodeStatus: "UN_TRANSCODE",
                thumbnailStatus: record.snapshots.text,
                reviewStatus: "UN_REVIEW",
                execDesc: execDesc(of: record),
                mediaType: record.asset.videoType
            )
        }
        return JSONBody.response(.ok, AssetList(total: page.total, assets: items))
    }

    /// `GET asset/info`.
    ///
    /// Ids that do not exist are told as `NO_ASSET`.
    @Sendable func assetInfo(_ request: VODRequest) async throws -> Response {
        let ids = try request.list("asset_id", atMost: 10)
        guard var filter = try filter(of: request, statuses: Self.infoParameters, known: Self.infoStatuses) else {
            return JSONBody.response(.ok, AssetInfoPage(assetInfoArray: [], isTruncated: 0, total: 0))
        }
        if !ids.isEmpty { filter.ids = ids.map { ID($0) } }
        let page = try await page(of: request, filter)
        var infos = page.items.map { assetInfo($0) }
        let found = Set(infos.map(\.assetId))
        for id in ids where !found.contains(id) {
            // It may be there all the same, and not match or stand on another page.
            guard try await services.catalogue.asset(ID(id), in: request.project) == nil else { continue }
            infos.append(AssetInfo(assetId: id, status: "NO_ASSET"))
        }
        let number = try request.integer("page", in: 0...Int(Int32.max), default: 0)
        let size = try request.integer("size", in: 1...100, default: 10)
        let truncated = page.total > (number + 1) * size
        return JSONBody.response(
            .ok,
            AssetInfoPage(assetInfoArray: infos, isTruncated: truncated ? 1 : 0, total: page.total)
        )
    }

    // MARK: Filters

    private static let listStatuses: [String: StatusFilter] = [
        "CREATING": .states([.creating]), "FAILED": .states([.failed, .cancelled]), "CREATED": .states([.created]),
        "PUBLISHED": .states([.published]),
        "THUMBNAILING": .snapshots(.running), "THUMBNAIL_SUCCEED": .snapshots(.succeeded),
        "THUMBNAIL_FAILED": .snapshots(.failed),
        "TRANSCODING": .none, "TRANSCODE_SUCCEED": .none, "TRANSCODE_FAILED": .none,
        "UN_REVIEW": .all, "REVIEWING": .none, "REVIEW_SUSPICIOUS": .none, "REVIEW_PASSED": .none,
        "REVIEW_FAILED": .none, "REVIEW_BLOCKED": .none,
    ]

    private static let infoStatuses: [String: StatusFilter] = [
        "CREATING": .states([.creating]), "UPLOAD_FAILED": .states([.failed]), "FAILED": .states([.failed]),
        "CANCELLED": .states([.cancelled]), "CREATED": .states([.created]), "PUBLISHED": .states([.published]),
        "UNCREATED": .none, "DELETED": .none, "SERVER_ERROR": .none, "WAITING_TRANSCODE": .none, "TRANSCODING": .none,
        "TRANSCODE_FAILED": .none, "TRANSCODE_SUCCEED": .none, "UN_TRANSCODE": .all, "NO_ASSET": .none,
        "DELETING": .none, "DELETE_FAILED": .none, "OBS_CREATING": .none, "OBS_CREATE_FAILED": .none,
        "OBS_CREATE_SUCCESS": .none,
    ]

    /// What a documented status selects here; transcoding and review never happen.
    private enum StatusFilter {
        case states([Asset.State])
        case snapshots(AssetFilter.Snapshots)
        case all
        case none
    }

    /// The parameters of `asset/info` that hold statuses.
    private static let infoParameters = ["status", "assetStatus", "transcodeStatus"]

    /// The filter that a listing asks for, or `nil` when no asset can match.
    ///
    /// - Parameter statuses: The parameters that hold statuses.
    private func filter(
        of request: VODRequest,
        statuses: [String],
        known: [String: StatusFilter]
    ) throws -> AssetFilter? {
        var filter = AssetFilter()
        filter.createdFrom = try request.time("start_time")
        filter.createdTo = try request.time("end_time")
        if let category = request.query["category_id"] {
            guard let id = Int(category) else { throw VODError.illegal("category_id") }
            filter.categoryID = id
        }
        filter.tags = request.query.list("tags")
        filter.text = request.query["query_string"]
        for parameter in statuses {
            guard try narrow(&filter, by: parameter, of: request, known: known) else { return nil }
        }
        return filter
    }

    /// Adds what one status parameter selects; false when nothing can match any more.
    ///
    /// The values of a parameter are alternatives, several parameters must all hold.
    private func narrow(
        _ filter: inout AssetFilter,
        by parameter: String,
        of request: VODRequest,
        known: [String: StatusFilter]
    ) throws -> Bool {
        let values = request.query.list(parameter)
        var states: [Asset.State] = []
        var snapshots: [AssetFilter.Snapshots] = []
        var all = values.isEmpty
        for value in values {
            switch known[value] {
            case .states(let more): states += more
            case .snapshots(let more): snapshots.append(more)
            case .all: all = true
            case .some(.none): break
            case nil: throw VODError.illegal(parameter)
            }
        }
        guard !all else { return true }
        if !filter.states.isEmpty { states = states.filter(filter.states.contains) }
        filter.states = states
        filter.snapshots = snapshots
        return !states.isEmpty || !snapshots.isEmpty
    }

    private func page(of request: VODRequest, _ filter: AssetFilter) async throws -> Page<AssetRecord> {
        let number = try request.integer("page", in: 0...Int(Int32.max), default: 0)
        let size = try request.integer("size", in: 1...100, default: 10)
        return try await services.catalogue.assets(
            in: request.project,
            matching: filter,
            offset: number * size,
            limit: size
        )
    }
}
