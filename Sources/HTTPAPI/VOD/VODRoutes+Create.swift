// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Hummingbird
import Model
import UseCases

extension VODRoutes {
    /// N3: makes an asset that waits for its upload.
    @Sendable func createAsset(_ request: VODRequest) async throws -> Response {
        let shape = try request.decode(AssetShape.self)
        try refuseTemplate(shape.templateGroupName ?? shape.workflowName, thumbnail: shape.thumbnail)
        let new = try shape.newAsset(pictureLimit: services.options.pictureLimit)
        let asset = try await services.library.create(new, in: request.project)
        return JSONBody.response(.ok, uploadAddresses(of: asset, video: true, cover: true, subtitles: true))
    }

    /// N4: ends an upload.
    @Sendable func confirmUpload(_ request: VODRequest) async throws -> Response {
        let shape = try request.decode(ConfirmShape.self)
        let asset = ID<Asset>(shape.assetId)
        switch shape.status {
        case "CREATED": try await services.library.confirmUpload(of: asset, in: request.project)
        case "FAILED": try await services.library.giveUpUpload(of: asset, in: request.project, as: .failed)
        case "CANCELLED": try await services.library.giveUpUpload(of: asset, in: request.project, as: .cancelled)
        default: throw VODError.illegal("status")
        }
        return JSONBody.response(.ok, AssetReference(assetId: asset.text))
    }

    /// N5: makes assets whose videos are fetched.
    ///
    /// Entries fail one by one.
    @Sendable func uploadByURL(_ request: VODRequest) async throws -> Response {
        let shapes = try request.decode(UploadByURLShape.self).uploadMetadatas
        guard services.options.pulls else {
            throw Failure(.caller, .notSupported, "Uploading by URL is switched off on this server.")
        }
        guard (1...16).contains(shapes.count) else { throw VODError.illegal("upload_metadatas") }
        var items: [PulledAssets.Item] = []
        for shape in shapes {
            do {
                let asset = try await pull(shape, in: request.project)
                items.append(.init(url: shape.url ?? "", assetId: asset.id.text))
            } catch let failure as Failure {
                let error = VODError(failure, refused: .forbidden)
                items.append(.init(url: shape.url ?? "", errorCode: error.code, errorMsg: error.message))
            } catch let error as VODError {
                items.append(.init(url: shape.url ?? "", errorCode: error.code, errorMsg: error.message))
            }
        }
        return JSONBody.response(.ok, PulledAssets(uploadAssets: items))
    }

    private func pull(_ shape: AssetShape, in project: ID<Project>) async throws -> Asset {
        guard let url = shape.url, url.utf8.count <= 2048, url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw Failure.invalid("url")
        }
        try refuseTemplate(shape.templateGroupName ?? shape.workflowName, thumbnail: shape.thumbnail)
        let path = url.split(separator: "?", maxSplits: 1)[0]
        let file = (path.split(separator: "/").last ?? "").percentDecoded
        let isPlain = (1...128).contains(file.utf8.count) && file.unicodeScalars.allSatisfy { $0.value >= 32 }
        let new = try shape.newAsset(name: isPlain ? file : "video", pictureLimit: services.options.pictureLimit)
        guard path.lowercased().hasSuffix(".\(new.videoType.lowercased())") else { throw Failure.invalid("url") }
        return try await services.library.create(new, pulledFrom: url, in: project)
    }

    /// N2: orders snapshots.
    @Sendable func process(_ request: VODRequest) async throws -> Response {
        let shape = try request.decode(ProcessShape.self)
        try refuseTemplate(shape.templateGroupName, thumbnail: shape.thumbnail)
        _ = try Checked.flag(shape.autoEncrypt ?? 0, "auto_encrypt")
        guard let thumbnail = shape.thumbnail else { throw VODError.illegal("thumbnail") }
        let order = try thumbnail.order(pictureLimit: services.options.pictureLimit)
        let task = try await services.library.orderSnapshots(order, of: ID(shape.assetId), in: request.project)
        return JSONBody.response(.ok, AssetReference(assetId: shape.assetId, thumbnailTaskId: task.text))
    }

    /// Cancels transcoding, of which there is none: known assets are left as they are.
    @Sendable func cancelTranscoding(_ request: VODRequest) async throws -> Response {
        _ = try await record(request.required("asset_id"), in: request.project)
        return Response(status: .noContent)
    }

    /// `GET asset/duplication`: whether a video with these bytes is there already.
    @Sendable func duplication(_ request: VODRequest) async throws -> Response {
        struct Body: Encodable {
            var isDuplicated: Int
            var assetIds: [String]
        }
        guard let size = Int64(try request.required("size")), size >= 0 else { throw VODError.illegal("size") }
        guard let md5 = MD5Text.hex(try request.required("md5")) else { throw VODError.illegal("md5") }
        let assets = try await services.catalogue.assets(in: request.project, withVideoOfSize: size, md5: md5)
        return JSONBody.response(.ok, Body(isDuplicated: assets.isEmpty ? 0 : 1, assetIds: assets.map(\.text)))
    }

    /// Transcoding is not what Vignette does: a template beside a thumbnail is ignored, a template alone is refused.
    private func refuseTemplate(_ template: String?, thumbnail: ThumbnailShape?) throws {
        guard let template, !template.isEmpty, thumbnail == nil else { return }
        throw Failure(.caller, .notSupported, "Transcoding templates are not supported; ask for a thumbnail instead.")
    }
}
