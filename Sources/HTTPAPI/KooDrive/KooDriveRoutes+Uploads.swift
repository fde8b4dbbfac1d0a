// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Hummingbird
import Model
import UseCases

extension KooDriveRoutes {
    /// Announces a file; the answer says where its bytes go.
    @Sendable func createFile(_ request: KooDriveRequest) async throws -> Response {
        let new = try request.decode(NewFileShape.self).file()
        let created = try await services.drive.create(new, for: request.user)
        return request.speech.answer(
            CreatedFileShape(
                fileId: created.file.id.text,
                containerId: created.file.space.text,
                fileName: created.file.name,
                parentFolder: [FolderName.text(created.file.parent)],
                uploadId: created.upload?.text ?? "",
                rapidUpload: created.upload == nil && !created.exists,
                exist: created.exists,
                multiParts: created.upload.map { addresses(of: created.parts, of: created.file.id, upload: $0) } ?? []
            )
        )
    }

    /// Fresh addresses for parts.
    @Sendable func partAddresses(_ request: KooDriveRequest) async throws -> Response {
        struct Shape: Decodable {
            var fileId: Filled
            var multiParts: [PartShape]
        }
        struct Body: Encodable {
            var multiParts: [PartAddressShape]
        }
        let shape = try request.decode(Shape.self)
        let parts = shape.multiParts.map(\.plan)
        try services.drive.check(parts)
        let upload = try await services.drive.openUpload(of: shape.fileId.id(), for: request.user)
        return request.speech.answer(Body(multiParts: addresses(of: parts, of: upload.file.id, upload: upload.id)))
    }

    /// Ends an upload.
    @Sendable func completeFile(_ request: KooDriveRequest) async throws -> Response {
        struct Shape: Decodable {
            var fileId: Filled
            var sha256: String?
        }
        let shape = try request.decode(Shape.self)
        let sha256 = try SHA256Text.hex(shape.sha256, "sha256")
        try await services.drive.complete(shape.fileId.id(), sha256: sha256, for: request.user)
        return request.speech.success()
    }

    private func addresses(
        of parts: [PartPlan],
        of file: ID<DriveFile>,
        upload: ID<MultipartUpload>
    ) -> [PartAddressShape] {
        parts.map { part in
            PartAddressShape(
                partNumber: part.number,
                partSize: part.size,
                partOffset: part.offset,
                uploadUrl: services.addresses.presigned(.receiving(part: part.number, of: file, upload: upload)),
                partId: String(part.number)
            )
        }
    }
}
