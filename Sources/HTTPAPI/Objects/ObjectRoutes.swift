// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import Model
import NIOCore
import UseCases

/// The object store that clients upload to, by presigned addresses: whole files by PUT, or in parts as S3 and OBS do it
/// (contract 2.6, 2.9).
struct ObjectRoutes: Sendable {
    /// The largest list of parts, in bytes: 10,000 parts of some 100 bytes.
    private static let largestPartList = 2 << 20

    let services: Services

    func register(on router: Router<AppContext>) {
        for method: HTTPRequest.Method in [.put, .post, .get, .head, .delete] {
            router.on("\(ObjectName.prefix)**", method: method) { request, context in
                do {
                    return try await answer(request)
                } catch let error as ObjectError {
                    return error.response(requestID: context.requestID)
                } catch let failure as Failure {
                    context.log(failure)
                    return ObjectError(failure).response(requestID: context.requestID)
                } catch let error as any HTTPResponseError {
                    return ObjectError(error.status, "InvalidRequest", "The request cannot be read.")
                        .response(requestID: context.requestID)
                } catch let error as NIOTooManyBytesError {
                    context.logger.debug("body too large", metadata: ["limit": "\(error.maxBytes ?? 0)"])
                    return ObjectError.malformedXML.response(requestID: context.requestID)
                }
            }
        }
    }

    /// Checks the signature, then does what the address was signed for.
    private func answer(_ request: Request) async throws -> Response {
        let target = request.head.path ?? ""
        let path = target.prefix { $0 != "?" }.percentDecoded
        guard let object = ObjectName(path: path) else { throw ObjectError.noSuchKey }
        let method = request.method == .head ? "GET" : request.method.rawValue
        let grant = try services.addresses.verify(method: method, path: path, query: RawQuery(target: target))
        try await services.rates.admit(object.project, to: "\(method) \(ObjectName.prefix)")

        switch (request.method, grant.uploadID) {
        case (.put, nil): return try await put(request, object)
        case (.put, let id?): return try await putPart(request, object, id, grant.partNumber)
        case (.post, nil) where grant.isAboutUploads: return try await begin(object)
        case (.post, let id?): return try await complete(request, object, id)
        case (.get, let id?): return try await listParts(object, id)
        case (.delete, let id?): return try await abort(object, id)
        case (.get, nil), (.head, nil): return try await source(request, object)
        default: throw ObjectError(.methodNotAllowed, "MethodNotAllowed", "This is not done with an object.")
        }
    }

    // MARK: Whole files

    private func put(_ request: Request, _ object: ObjectName) async throws -> Response {
        let blob = try await services.uploads.receive(
            try Self.body(of: request),
            as: object.role,
            of: object.asset,
            in: object.project
        )
        return Self.received(blob)
    }

    private func source(_ request: Request, _ object: ObjectName) async throws -> Response {
        let record = try await services.catalogue.asset(object.asset, in: object.project)
        guard let blob = record?.files[object.role == .uploadedVideo ? .video : object.role] else {
            throw ObjectError.noSuchKey
        }
        var answer = BlobAnswer(blob: blob, storage: services.storage)
        answer.cacheControl = "private, no-store"
        answer.disposition = "attachment"
        return try await answer.response(to: request)
    }

    // MARK: Files in parts

    private func begin(_ object: ObjectName) async throws -> Response {
        let id = try await services.uploads.beginMultipart(as: object.role, of: object.asset, in: object.project)
        return XML.response(
            .ok,
            """
            <InitiateMultipartUploadResult><Bucket>\(object.bucket)</Bucket><Key>\(XML.escape(object.key))</Key>\
            <UploadId>\(id)</UploadId></InitiateMultipartUploadResult>
            """
        )
    }

    private func putPart(
        _ request: Request,
        _ object: ObjectName,
        _ id: String,
        _ number: Int?
    ) async throws -> Response {
        guard let number, (1...10_000).contains(number) else {
            throw ObjectError(.badRequest, "InvalidArgument", "partNumber must be between 1 and 10000.")
        }
        let upload = try await multipart(object, id)
        return Self.received(try await services.uploads.receivePart(number, try Self.body(of: request), of: upload))
    }

    private func listParts(_ object: ObjectName, _ id: String) async throws -> Response {
        let upload = try await multipart(object, id)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let parts = try await services.catalogue.parts(of: upload.id).map { part in
            """
            <Part><PartNumber>\(part.number)</PartNumber><LastModified>\(part.uploaded.formatted(style))</LastModified>\
            <ETag>"\(part.blob.md5 ?? "")"</ETag><Size>\(part.blob.size)</Size></Part>
            """
        }
        return XML.response(
            .ok,
            """
            <ListPartsResult><Bucket>\(object.bucket)</Bucket><Key>\(XML.escape(object.key))</Key><UploadId>\(id)</UploadId>\
            <IsTruncated>false</IsTruncated>\(parts.joined())</ListPartsResult>
            """
        )
    }

    private func complete(_ request: Request, _ object: ObjectName, _ id: String) async throws -> Response {
        let upload = try await multipart(object, id)
        let body = try await services.bodies.bytes(of: request.body, atMost: Self.largestPartList)
        guard let parts = PartList.parse(String(buffer: body)) else { throw ObjectError.malformedXML }
        let blob = try await services.uploads.completeMultipart(
            upload,
            parts: parts,
            as: object.role,
            of: object.asset
        )
        return XML.response(
            .ok,
            """
            <CompleteMultipartUploadResult><Location>\(XML.escape(services.addresses.base + object.encodedPath))</Location>\
            <Bucket>\(object.bucket)</Bucket><Key>\(XML.escape(object.key))</Key><ETag>"\(blob.md5 ?? "")"</ETag>\
            </CompleteMultipartUploadResult>
            """
        )
    }

    private func abort(_ object: ObjectName, _ id: String) async throws -> Response {
        try await services.uploads.abortMultipart(try await multipart(object, id))
        return Response(status: .noContent)
    }

    private func multipart(_ object: ObjectName, _ id: String) async throws -> MultipartUpload {
        try await services.uploads.multipart(ID(id), as: object.role, of: object.asset, in: object.project)
    }

    // MARK: Bytes

    /// The body of an upload, with what its headers say of it.
    static func body(of request: Request) throws -> IncomingBody {
        if request.headers[.contentEncoding] != nil {
            throw ObjectError(.unsupportedMediaType, "InvalidRequest", "Bodies must not be compressed.")
        }
        var md5: String?
        if let announced = HTTPField.Name("Content-MD5").flatMap({ request.headers[$0] }) {
            md5 = MD5Text.hex(announced)
            if md5 == nil { throw ObjectError(.badRequest, "InvalidDigest", "Content-MD5 is not an MD5.") }
        }
        return IncomingBody(
            bytes: request.body,
            length: request.headers[.contentLength].flatMap { Int64($0) },
            md5: md5
        )
    }

    /// The answer to bytes that were stored.
    static func received(_ blob: StoredBlob) -> Response {
        Response(status: .ok, headers: [.eTag: "\"\(blob.md5 ?? "")\"", .contentLength: "0"])
    }
}
