// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Model
import UseCases

extension KooDriveRoutes {
    /// Makes a folder; without a parent, at the top.
    @Sendable func createFolder(_ request: KooDriveRequest) async throws -> Response {
        struct Shape: Decodable {
            var containerId: Filled
            var parentFolder: [FolderName]?
            var fileName: String
            var fileType: String?
            var renameMode: Int?
        }
        let shape = try request.decode(Shape.self)
        guard shape.fileType ?? DriveFile.folderType == DriveFile.folderType else {
            throw KooDriveError.invalid("fileType")
        }
        let mode = shape.renameMode ?? NewDriveFile.Duplicate.refuse.rawValue
        guard let duplicate = NewDriveFile.Duplicate(rawValue: mode) else { throw KooDriveError.invalid("renameMode") }
        let folder = try await services.drive.createFolder(
            shape.fileName,
            in: shape.parentFolder?.first?.id,
            of: shape.containerId.id(),
            duplicate: duplicate,
            for: request.user
        )
        return request.speech.answer(FileShape(folder, owner: UserShape(request.caller.user), links: []))
    }

    @Sendable func renameFile(_ request: KooDriveRequest) async throws -> Response {
        struct Shape: Decodable {
            var containerId: Filled
            var name: String
        }
        struct Body: Encodable {
            var fileId: String
            var fileName: String
        }
        let shape = try request.decode(Shape.self)
        let file = try await services.drive.rename(
            ID(wire: try request.parameter("id")),
            to: shape.name,
            in: shape.containerId.id(),
            for: request.user
        )
        return request.speech.answer(Body(fileId: file.id.text, fileName: file.name))
    }
}
