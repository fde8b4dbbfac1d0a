// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import Model
import NIOCore
import UseCases

/// The bytes and pictures of a drive's files, under presigned addresses alone.
struct DriveRoutes: Sendable {
    /// How long a request waits for a picture that is being made.
    private static let patience = Duration.seconds(20)

    let services: Services

    func register(on router: Router<AppContext>) {
        for method: HTTPRequest.Method in [.get, .head] {
            router.on("\(DriveAddress.prefix):file/content", method: method) { request, context in
                try await answering(request, context) { request, file, _ in try await content(request, file) }
            }
            router.on("\(DriveAddress.prefix):file/thumbnail", method: method) { request, context in
                try await answering(request, context) { try await thumbnail($0, $1, $2) }
            }
        }
        router.put("\(DriveAddress.prefix):file/parts") { request, context in
            try await answering(request, context) { try await part($0, $1, $2) }
        }
    }

    private typealias Operation = (Request, ID<DriveFile>, UploadSignature.Grant) async throws -> Response

    /// Checks the signature, then runs an operation, and tells what it throws as the object store does.
    private func answering(
        _ request: Request,
        _ context: AppContext,
        _ operation: Operation
    ) async throws -> Response {
        do {
            let target = request.head.path ?? ""
            let grant = try services.addresses.verify(
                method: request.method == .head ? "GET" : request.method.rawValue,
                path: target.prefix { $0 != "?" }.percentDecoded,
                query: RawQuery(target: target)
            )
            return try await operation(request, ID(try context.parameters.require("file").percentDecoded), grant)
        } catch let error as ObjectError {
            var response = error.response(requestID: context.requestID)
            if error.status == .serviceUnavailable { response.headers[.retryAfter] = "5" }
            return response
        } catch let failure as Failure {
            context.log(failure)
            return ObjectError(failure).response(requestID: context.requestID)
        }
    }

    private func content(_ request: Request, _ file: ID<DriveFile>) async throws -> Response {
        var (file, blob) = try await services.drive.linked(file)
        if !file.mimeType.isEmpty { blob.mediaType = file.mimeType }
        var answer = BlobAnswer(blob: blob, storage: services.storage)
        answer.cacheControl = "private, no-store"
        answer.disposition = ContentDisposition.attachment(file.name)
        return try await answer.response(to: request)
    }

    private func thumbnail(
        _ request: Request,
        _ file: ID<DriveFile>,
        _ grant: UploadSignature.Grant
    ) async throws -> Response {
        guard let shape = grant.imageProcess.flatMap({ ImageProcess.shape($0) }) else { throw ObjectError.noSuchKey }
        let picture: DrivePicture
        do {
            picture = try await services.drive.picture(of: file, shape, waitingAtMost: Self.patience)
        } catch let failure as Failure where failure.class != .caller {
            throw ObjectError(picture: failure)
        }
        guard case .stored(let blob) = picture else { throw ObjectError.pending }
        var answer = BlobAnswer(blob: blob, storage: services.storage)
        let seconds = services.addresses.secondsLeft(RawQuery(target: request.head.path ?? ""))
        answer.cacheControl = "private, max-age=\(seconds)"
        return try await answer.response(to: request)
    }

    private func part(
        _ request: Request,
        _ file: ID<DriveFile>,
        _ grant: UploadSignature.Grant
    ) async throws -> Response {
        guard let number = grant.partNumber, let upload = grant.uploadID else { throw ObjectError.noSuchUpload }
        let body = try ObjectRoutes.body(of: request)
        let blob = try await services.drive.receivePart(number, body, of: file, upload: ID(upload))
        return ObjectRoutes.received(blob)
    }
}

extension ObjectError {
    fileprivate static let pending = ObjectError(
        .serviceUnavailable,
        "ServiceUnavailable",
        "The picture is being made; ask again soon."
    )

    /// Why a picture was not made.
    fileprivate init(picture failure: Failure) {
        switch failure.code {
        case .storageFull, .internalError, .rendererUnavailable: self.init(failure)
        default: self.init(.unprocessableContent, "InvalidImage", failure.message)
        }
    }
}
