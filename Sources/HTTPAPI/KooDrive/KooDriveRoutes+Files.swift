// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Hummingbird
import Model
import UseCases

extension KooDriveRoutes {
    @Sendable func fileDetail(_ request: KooDriveRequest) async throws -> Response {
        struct Shape: Decodable {
            var containerId: Filled
            var imageProcess: String?
        }
        let shape = try request.decode(Shape.self)
        let process = try imageProcess(shape.imageProcess)
        let file = try await services.drive.detail(
            of: ID(wire: try request.parameter("id")),
            in: shape.containerId.id(),
            for: request.user
        )
        let links = try await links(of: [file.file], imageProcess: process)[file.file.id] ?? []
        return request.speech.answer(FileShape(file, owner: UserShape(request.caller.user), links: links))
    }

    /// `files/0`: what lies in a folder; `files/1`: the recycle bin.
    @Sendable func listFiles(_ request: KooDriveRequest) async throws -> Response {
        let type = try request.parameter("id")
        guard ["0", "1"].contains(type) else { throw KooDriveError.invalid("type") }
        let shape = try request.decode(FileListShape.self)
        guard let parent = shape.parentFileId else { throw KooDriveError.invalid("parentFileId") }
        return try await list(shape, at: type == "0" ? .folder(parent.id) : .bin, request) { list, owner, links in
            FileListAnswer(
                files: list.files.map { FileShape($0, owner: owner, links: links[$0.file.id] ?? []) },
                total: list.total,
                nextCursor: Cursor.text(list.next)
            )
        }
    }

    /// Files of a space, or of the user's own when none is named.
    @Sendable func searchFiles(_ request: KooDriveRequest) async throws -> Response {
        let shape = try request.decode(SearchShape.self)
        switch shape.searchType ?? "" {
        case "personal": break
        case "": throw KooDriveError(.searchTypeEmpty)
        default: throw KooDriveError(.searchTypeUnsupported)
        }
        let place: DriveFilter.Place = shape.recycled == true ? .bin : .anywhere
        return try await list(shape.list, at: place, request) { list, owner, links in
            SearchAnswer(
                files: list.files.map { FoundFileShape($0, owner: owner, links: links[$0.file.id] ?? []) },
                total: list.total,
                nextPageCursor: Cursor.text(list.next)
            )
        }
    }

    private func list<Answer: Encodable>(
        _ shape: FileListShape,
        at place: DriveFilter.Place,
        _ request: KooDriveRequest,
        _ answer: (FileList, UserShape, [ID<DriveFile>: [DownloadLink]]) -> Answer
    ) async throws -> Response {
        let process = try imageProcess(shape.imageProcess)
        var space: ID<Space>? = shape.containerId?.id()
        if shape.isSearch, space == nil {
            space = try await services.drive.space(of: request.user, for: request.user).space.id
        }
        guard let space else { throw KooDriveError.invalid("containerId") }
        let list = try await services.drive.files(
            in: space,
            matching: try shape.filter(at: place),
            order: try shape.order(),
            offset: try shape.offset(),
            limit: try shape.limit(),
            for: request.user
        )
        let links = try await links(of: list.files.map(\.file), imageProcess: process)
        return request.speech.answer(answer(list, UserShape(request.caller.user), links))
    }

    @Sendable func downloadFiles(_ request: KooDriveRequest) async throws -> Response {
        let shape = try request.decode(DownloadShape.self)
        guard (1...100).contains(shape.fileIds.count) else { throw KooDriveError.invalid("fileIds") }
        let results = try await services.drive.downloads(
            of: shape.fileIds.map { $0.id() },
            in: shape.containerId.id(),
            for: request.user
        )
        let items = results.map { id, result in
            switch result {
            case .success(let file):
                DownloadAnswer.Item(id, name: file.name, url: link(to: id).downloadLink, .success, request.speech)
            case .failure(let refusal):
                DownloadAnswer.Item(id, name: nil, url: nil, KooDriveCode(refusal), request.speech)
            }
        }
        let good = items.count { $0.url != nil }
        return request.speech.answer(
            DownloadAnswer(batchCode: good == items.count ? 1 : good == 0 ? 2 : 0, downloads: items)
        )
    }

    /// Where a file lies.
    @Sendable func filePath(_ request: KooDriveRequest) async throws -> Response {
        struct Body: Encodable {
            var fileId: String
            var namePath: String
            var idPath: String
        }
        let file = try await services.drive.detail(
            of: ID(wire: try request.required("fileId")),
            in: ID(wire: try request.required("containerId")),
            for: request.user
        )
        return request.speech.answer(
            Body(fileId: file.file.id.text, namePath: file.namePath, idPath: file.idPath)
        )
    }
}
