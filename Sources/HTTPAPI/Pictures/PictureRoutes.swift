// SPDX-License-Identifier: Apache-2.0

import Catalogue
import HTTPTypes
import Hummingbird
import Model

/// Snapshots, covers and subtitle tracks under their unguessable addresses.
struct PictureRoutes: Sendable {
    let services: Services

    func register(on router: Router<AppContext>) {
        for method: HTTPRequest.Method in [.get, .head] {
            router.on("/asset/:asset/snapshot/:task/:kind/:file", method: method) { request, context in
                try await answer(request, context, try await snapshot(request))
            }
            router.on("/thumbnail/:task/:file", method: method) { request, context in
                try await answeringSigned(request, context) { try await thumbnail(context) }
            }
            router.on("/asset/:asset/cover/:version/:file", method: method) { request, context in
                try await answer(request, context, try await file(.cover, context) { $0 == "Cover0" })
            }
            router.on("/asset/:asset/subtitle/:version/:file", method: method) { request, context in
                let number = Int(try context.parameters.require("file").prefix { $0 != "." }) ?? 0
                return try await answer(
                    request,
                    context,
                    try await file(.subtitle(number), context) { $0 == String(number) }
                )
            }
        }
    }

    private func answer(_ request: Request, _ context: AppContext, _ blob: StoredBlob?) async throws -> Response {
        guard let blob else { return VODError.noSuchAsset(.notFound).response(requestID: context.requestID) }
        do {
            return try await BlobAnswer(blob: blob, storage: services.storage).response(to: request)
        } catch let failure as Failure where failure.code == .pictureNotFound {
            return VODError.noSuchAsset(.notFound).response(requestID: context.requestID)
        }
    }

    private func snapshot(_ request: Request) async throws -> StoredBlob? {
        let path = (request.head.path ?? "").prefix { $0 != "?" }.percentDecoded
        guard let address = SnapshotAddress(path: path) else { return nil }
        let found = try await services.catalogue.picture(address.index, of: address.task, asset: address.asset)
        guard let found, address.kind == SnapshotAddress.Kind(found.order.spec.instants) else { return nil }
        return found.picture.blob
    }

    /// Answers with a picture whose address is signed and expires.
    private func answeringSigned(
        _ request: Request,
        _ context: AppContext,
        _ picture: () async throws -> StoredBlob?
    ) async throws -> Response {
        let target = request.head.path ?? ""
        let query = RawQuery(target: target)
        let path = target.prefix { $0 != "?" }.percentDecoded
        _ = try services.addresses.verify(method: "GET", path: path, query: query)
        guard let blob = try await picture() else {
            return ObjectError.noSuchKey.response(requestID: context.requestID)
        }
        var answer = BlobAnswer(blob: blob, storage: services.storage)
        answer.cacheControl = "private, max-age=\(services.addresses.secondsLeft(query))"
        return try await answer.response(to: request)
    }

    private func thumbnail(_ context: AppContext) async throws -> StoredBlob? {
        guard let name = ThumbnailName(try context.parameters.require("file")) else { return nil }
        let task = ID<RenderTask>(try context.parameters.require("task"))
        let page = try await services.catalogue.pictures(of: task, offset: name.index, limit: 1)
        guard let picture = page.items.first, ThumbnailName(picture) == name else { return nil }
        return picture.blob
    }

    private func file(
        _ role: FileRole,
        _ context: AppContext,
        named accepts: (Substring) -> Bool
    ) async throws -> StoredBlob? {
        let name = try context.parameters.require("file")
        guard accepts(name.prefix { $0 != "." }) else { return nil }
        let asset = ID<Asset>(try context.parameters.require("asset"))
        return try await services.catalogue.file(role, of: asset, key: ID(try context.parameters.require("version")))
    }
}
