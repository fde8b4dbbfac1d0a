// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Hummingbird
import Model
import UseCases

extension VODRoutes {
    /// S3: makes a snapshot the cover.
    ///
    /// The address is compared by its path alone, and never fetched.
    @Sendable func setCover(_ request: VODRequest) async throws -> Response {
        let shape: CoverShape
        do {
            shape = try JSONBody.decode(CoverShape.self, from: request.body)
        } catch let error as DecodingError {
            throw JSONBody.field(of: error) == nil ? VODError.malformedBody : .illegal("thumbnailUrl")
        }
        let url = shape.thumbnailUrl.trimmed
        guard !url.isEmpty else { throw VODError.illegal("thumbnailUrl") }
        guard let address = SnapshotAddress(url: url, base: services.addresses.base),
            let task = try await services.catalogue.task(address.task, in: request.project),
            case .snapshots(let order) = task.work, address.kind == .init(order.spec.instants)
        else { throw VODError.noSuchAsset(.badRequest) }
        try await services.library.setCover(
            of: address.asset,
            toPicture: address.index,
            of: address.task,
            in: request.project
        )
        return Response(status: .noContent)
    }

    /// S4: lists snapshot tasks, newest first.
    @Sendable func listSnapshotTasks(_ request: VODRequest) async throws -> Response {
        let offset = try request.integer("offset", in: 0...20_000, default: 0)
        let limit = try request.integer("limit", in: 1...100, default: 10)
        let tasks = try request.list("task_id", atMost: 1)
        guard request.query.count(of: "task_id") <= 1 else { throw VODError.illegal("task_id") }
        let asset = request.query["asset_id"]
        if let asset { _ = try await record(asset, in: request.project) }
        let page = try await services.catalogue.snapshotTasks(
            in: request.project,
            asset: asset.map { ID($0) },
            task: tasks.first.map { ID($0) },
            offset: offset,
            limit: limit
        )
        let items = page.items.compactMap { task -> SnapshotTasks.Item? in
            guard case .snapshots(let order) = task.work else { return nil }
            return .init(
                taskId: task.id.text,
                thumbnailPara: ThumbnailShape(order),
                thumbnailCount: task.state == .succeeded ? task.pictureCount : 0
            )
        }
        return JSONBody.response(.ok, SnapshotTasks(total: page.total, thumbnails: items))
    }

    /// S5: deletes the pictures of tasks.
    @Sendable func deleteSnapshotTasks(_ request: VODRequest) async throws -> Response {
        let tasks = try request.list("task_id", atMost: 10)
        let asset = request.query["asset_id"]
        guard asset != nil || !tasks.isEmpty else { throw VODError.illegal("asset_id") }
        let deletions = try await services.library.deleteSnapshots(
            tasks.isEmpty ? nil : tasks.map { ID($0) },
            of: asset.map { ID($0) },
            in: request.project
        )
        let items = deletions.map { deletion in
            DeleteResults.Item(
                assetId: deletion.asset?.text,
                taskId: deletion.task.text,
                status: deletion.deleted ? "DELETED" : "FAILED"
            )
        }
        return JSONBody.response(.ok, DeleteResults(deleteResultArray: items))
    }

    /// N1: the pictures of one task, in the order of their instants.
    @Sendable func listPictures(_ request: VODRequest) async throws -> Response {
        let id = ID<RenderTask>(try request.required("task_id"))
        let offset = try request.integer("offset", in: 0...20_480, default: 0)
        let limit = try request.integer("limit", in: 1...100, default: 20)
        guard let task = try await services.catalogue.task(id, in: request.project), case .snapshots = task.work else {
            throw VODError.noSuchAsset(.badRequest)
        }
        // A task that made only some of its pictures has failed here.
        guard task.state != .partial else {
            return JSONBody.response(.ok, SnapshotPictures(total: 0, thumbnailResult: []))
        }
        let page = try await services.catalogue.pictures(of: id, offset: offset, limit: limit)
        let pictures = page.items.compactMap { thumbnail($0, of: task) }
        return JSONBody.response(.ok, SnapshotPictures(total: page.total, thumbnailResult: pictures))
    }

    /// One picture as VOD tells it: its instant is floored to seconds.
    func thumbnail(_ picture: StoredPicture, of task: RenderTask) -> ThumbnailRsp? {
        guard let address = SnapshotAddress(task: task, index: picture.picture.index) else { return nil }
        let instant = picture.picture.frame?.instant ?? 0
        return ThumbnailRsp(offset: Int(instant / 1000), url: services.addresses.snapshot(address))
    }
}

extension SnapshotAddress {
    /// The address of a picture of `task`; `nil` when that takes no snapshots.
    init?(task: RenderTask, index: Int) {
        guard let asset = task.asset, case .snapshots(let order) = task.work else { return nil }
        self.init(asset: asset, task: task.id, kind: Kind(order.spec.instants), index: index)
    }

    /// Reads an address as a client sends it back: scheme, host, query and fragment do not matter (contract S3).
    ///
    /// - Parameter base: The public address, whose path may stand before ours.
    init?(url: String, base: String) {
        guard let path = Self.path(of: url) else { return nil }
        let prefix = Self.path(of: base) ?? ""
        self.init(path: path.hasPrefix(prefix + "/asset/") ? String(path.dropFirst(prefix.count)) : path)
    }

    private static func path(of url: String) -> String? {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let rest = url[scheme.upperBound...].prefix { $0 != "?" && $0 != "#" }
        guard let slash = rest.firstIndex(of: "/") else { return nil }
        return rest[slash...].percentDecoded
    }
}
