// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Hummingbird
import Model
import UseCases

/// `POST /api/v1/thumbnails`: a picture of a file, in one call.
///
/// The file is the body, or a stored one that `source` names. The answer is the picture, or 202 with the task when it is
/// not there after `wait` seconds.
struct ThumbnailRoute: Sendable {
    /// Most bytes of a body whose digest is signed: it has to be in memory to be checked.
    private static let signedBodyLimit = 12 << 20

    let services: Services
    let native: NativeRoutes

    func register(on router: Router<AppContext>) {
        router.post("\(NativeRoutes.prefix)thumbnails") { request, context in
            try await native.answering(context) { try await answer(request, context) }
        }
    }

    private func answer(_ request: Request, _ context: AppContext) async throws -> Response {
        let (caller, body) = try await native.caller(of: request, context, signedBodyLimit: Self.signedBodyLimit)
        try await services.rates.admit(caller.project, to: "POST \(NativeRoutes.prefix)thumbnails")
        let order = try ThumbnailQuery(RawQuery(target: request.head.path ?? ""))
        let content = try await content(order, request, body, for: caller)
        let spec = services.thumbnails.spec(
            [order.shape],
            format: order.format,
            page: order.page,
            instant: order.instant
        )
        let task = try await services.thumbnails.order(
            spec,
            of: content,
            in: caller.project,
            retrying: Thumbnails.allFailures
        )
        // What was tried before may have its answer from the ledger, which is not worth a second call.
        let patience = task.attempt > 0 ? max(order.wait, .seconds(1)) : order.wait
        guard let ended = try await services.thumbnails.wait(for: task, atMost: patience) else {
            throw Failure(.caller, .taskNotFound, "The file was removed.")
        }
        return try await answer(ended, to: request)
    }

    /// The content that the picture is to be of: a stored one, or what the body brings.
    private func content(
        _ order: ThumbnailQuery,
        _ request: Request,
        _ body: RequestBody,
        for caller: Caller
    ) async throws -> ID<Content> {
        if let source = order.source {
            return try await services.thumbnails.storedContent(source, in: caller.project, for: caller.user)
        }
        guard request.headers[.contentEncoding] == nil else {
            throw Problem(
                status: .unsupportedMediaType,
                code: "not_supported",
                detail: "The body must not be compressed."
            )
        }
        let length = request.headers[.contentLength].flatMap { Int64($0) }
        let incoming = IncomingBody(bytes: body, length: length, md5: nil)
        return try await services.uploads.keep(incoming, in: caller.project).id
    }

    private func answer(_ task: RenderTask, to request: Request) async throws -> Response {
        var response: Response
        switch task.state {
        case .succeeded:
            guard let picture = try await services.catalogue.pictures(of: task.id, offset: 0, limit: 1).items.first
            else { throw Failure(.caller, .pictureNotFound, "The picture was removed.") }
            var answer = BlobAnswer(blob: picture.blob, storage: services.storage)
            answer.cacheControl = "private, no-store"
            answer.isConditional = false
            response = try await answer.response(to: request)
        case .failed, .partial:
            let failure = task.failure ?? Failure(.permanent, .internalError, "The task failed.")
            response = Problem(failure).response()
        case .waiting, .processing:
            response = JSONBody.response(.accepted, try await native.shape(of: task))
            response.headers[.retryAfter] = "1"
        }
        response.headers[.location] = services.addresses.task(task.id)
        response.headers[.taskID] = task.id.text
        return response
    }
}
