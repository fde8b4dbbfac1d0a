// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Hummingbird
import Model
import UseCases

extension VODRoutes {
    /// `PUT asset`: opens an asset for new files.
    @Sendable func updateAsset(_ request: VODRequest) async throws -> Response {
        let shape = try request.decode(UpdateAssetShape.self)
        let update = try shape.update()
        let asset = try await services.library.update(ID(shape.assetId), in: request.project, with: update)
        let addresses = uploadAddresses(
            of: asset,
            video: update.video != nil,
            cover: update.cover != nil,
            subtitles: update.subtitles != nil
        )
        return JSONBody.response(.ok, addresses)
    }

    /// `PUT asset/info`: changes what is said of an asset.
    @Sendable func updateMetadata(_ request: VODRequest) async throws -> Response {
        let shape = try request.decode(UpdateMetadataShape.self)
        try await services.library.update(ID(shape.assetId), in: request.project, with: try shape.update())
        return Response(status: .noContent)
    }

    /// Publishes or unpublishes assets; none of them when one does not exist.
    func setPublished(_ published: Bool, _ request: VODRequest) async throws -> Response {
        let ids = try request.decode(PublishShape.self).assetId
        guard (1...10).contains(ids.count) else { throw VODError.illegal("asset_id") }
        for id in ids { _ = try await record(id, in: request.project) }
        var infos: [AssetInfo] = []
        for id in ids {
            try await services.library.setPublished(published, of: ID(id), in: request.project)
            infos.append(assetInfo(try await record(id, in: request.project)))
        }
        return JSONBody.response(.ok, AssetInfos(assetInfoArray: infos))
    }

    /// N8: deletes assets.
    ///
    /// Items fail one by one.
    @Sendable func deleteAssets(_ request: VODRequest) async throws -> Response {
        let ids = try request.list("asset_id", atMost: 10)
        guard !ids.isEmpty else { throw VODError.illegal("asset_id") }
        let originOnly: Bool
        switch request.query["delete_type"] {
        case nil: originOnly = false
        case "origin": originOnly = true
        default: throw VODError.illegal("delete_type")
        }
        var items: [DeleteResults.Item] = []
        for id in ids {
            do {
                if originOnly {
                    try await services.library.deleteSource(of: ID(id), in: request.project)
                } else {
                    try await services.library.delete(ID(id), in: request.project)
                }
                items.append(.init(assetId: id, status: "DELETED"))
            } catch is Failure {
                items.append(.init(assetId: id, status: "FAILED"))
            }
        }
        return JSONBody.response(.ok, DeleteResults(deleteResultArray: items))
    }

    /// `GET asset/authority`: a presigned address for one step of an upload.
    @Sendable func uploadAuthority(_ request: VODRequest) async throws -> Response {
        struct Body: Encodable {
            var signStr: String
        }
        let method = try request.required("http_verb").uppercased()
        guard ["PUT", "POST", "GET", "DELETE"].contains(method) else { throw VODError.illegal("http_verb") }
        guard try request.required("bucket") == request.project.text else { throw VODError.illegal("bucket") }
        guard let object = ObjectName(bucket: request.project.text, key: try request.required("object_key")) else {
            throw VODError.illegal("object_key")
        }
        let part = try request.integer("part_number", in: 1...10_000, default: 0)
        let uploadID = request.query["upload_id"]
        guard part == 0 || uploadID != nil else { throw VODError.illegal("upload_id") }
        _ = try await record(object.asset.text, in: request.project)
        let address = services.addresses.presigned(
            object,
            method: method,
            uploads: method == "POST" && uploadID == nil,
            uploadID: uploadID,
            partNumber: part == 0 ? nil : part
        )
        return JSONBody.response(.ok, Body(signStr: address))
    }

    /// The addresses to which the named files of an asset are uploaded.
    func uploadAddresses(of asset: Asset, video: Bool, cover: Bool, subtitles: Bool) -> UploadAddresses {
        let name = ObjectName.video(of: asset)
        let addresses = services.addresses
        return UploadAddresses(
            assetId: asset.id.text,
            videoUploadUrl: video ? addresses.presigned(name, method: "PUT") : nil,
            coverUploadUrl: cover ? ObjectName.cover(of: asset).map { addresses.presigned($0, method: "PUT") } : nil,
            subtitleUploadUrls: !subtitles
                ? []
                : asset.subtitles.map { addresses.presigned(.subtitle($0.id, of: asset), method: "PUT") },
            target: !video ? nil : FileAddr(bucket: name.bucket, location: ObjectName.location, object: name.key)
        )
    }

    /// An asset of the caller's project.
    func record(_ id: String, in project: ID<Project>) async throws -> AssetRecord {
        guard let record = try await services.catalogue.asset(ID(id), in: project) else {
            throw Failure(.caller, .assetNotFound, "There is no such asset.")
        }
        return record
    }
}
