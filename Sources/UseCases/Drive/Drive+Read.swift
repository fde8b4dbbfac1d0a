// SPDX-License-Identifier: Apache-2.0

package import Catalogue
package import Model

/// A file with the folders that it lies in.
package struct PlacedFile: Sendable, Hashable {
    package var file: DriveFile
    /// The outermost first.
    package var folders: [DriveFile]
    /// Whether it is in the recycle bin, itself or through a folder.
    package var isRecycled: Bool { file.recycled != nil || folders.contains { $0.recycled != nil } }
}

/// A slice of files, with where the next one begins.
package struct FileList: Sendable, Hashable {
    package var files: [PlacedFile]
    package var total: Int
    /// The offset of what follows; `nil` at the end.
    package var next: Int?
}

extension Drive {
    /// A file of the space, recycled or not.
    ///
    /// - Throws: What is refused of the space; `fileUnknown`, `fileElsewhere`.
    package func detail(
        of file: ID<DriveFile>,
        in space: ID<Space>,
        for user: ID<User>
    ) async throws -> PlacedFile {
        try await catalogue.readDrive { drive in
            let space = try drive.space(space, for: user)
            return try drive.placed(drive.file(file, in: space))
        }
    }

    /// The files of a space that match.
    ///
    /// - Throws: What is refused of the space; for a folder `fileUnknown`, `fileElsewhere`, `fileRecycled`, and
    ///   `targetAbnormal` for what is none.
    package func files(
        in id: ID<Space>,
        matching filter: DriveFilter,
        order: DriveOrder,
        offset: Int,
        limit: Int,
        for user: ID<User>
    ) async throws -> FileList {
        try await catalogue.readDrive { drive in
            let space = try drive.space(id, for: user)
            guard case .folder(let folder?) = filter.place else { return }
            guard try drive.presentFile(folder, in: space).isFolder else { throw DriveRefusal.targetAbnormal }
        }
        let page = try await catalogue.files(in: id, matching: filter, order: order, offset: offset, limit: limit)
        let placed = try await catalogue.readDrive { drive in try page.items.map { try drive.placed($0) } }
        let end = offset + page.items.count
        return FileList(files: placed, total: page.total, next: end < page.total && !page.items.isEmpty ? end : nil)
    }

    /// Files that are to be downloaded, each with its refusal where there is one.
    ///
    /// - Throws: What is refused of the space.
    package func downloads(
        of files: [ID<DriveFile>],
        in space: ID<Space>,
        for user: ID<User>
    ) async throws -> [(id: ID<DriveFile>, file: Result<DriveFile, DriveRefusal>)] {
        try await catalogue.readDrive { drive in
            let space = try drive.space(space, for: user)
            return try files.map { id in
                do {
                    let file = try drive.presentFile(id, in: space)
                    if file.isFolder { throw DriveRefusal.isFolder }
                    guard file.content != nil else { throw DriveRefusal.uploadIncomplete }
                    return (id, .success(file))
                } catch let refusal as DriveRefusal {
                    return (id, .failure(refusal))
                }
            }
        }
    }

    /// The file that a signed link leads to, with its bytes.
    ///
    /// - Throws: `pictureNotFound` when it is gone.
    package func linked(_ id: ID<DriveFile>) async throws -> (file: DriveFile, blob: StoredBlob) {
        try await catalogue.readDrive { drive in
            guard let file = try drive.file(id), let content = try file.content.flatMap({ try drive.content($0) })
            else {
                throw Failure(.caller, .pictureNotFound, "There is no such file.")
            }
            return (file, content.blob)
        }
    }
}

extension DriveTransaction {
    func placed(_ file: DriveFile) throws -> PlacedFile {
        PlacedFile(file: file, folders: try ancestors(of: file).reversed())
    }
}
