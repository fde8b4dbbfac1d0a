// SPDX-License-Identifier: Apache-2.0

import GRDB
import Model

/// The drives in one transaction of a database; of no use after its end.
final class SQLiteDriveTransaction: DriveTransaction {
    private let database: Database
    /// The blobs that something let go of; others may still refer to them.
    private(set) var released: [BlobKey] = []

    init(_ database: Database) {
        self.database = database
    }

    func space(_ id: ID<Space>) throws -> Space? {
        try database.space(id)
    }

    func file(_ id: ID<DriveFile>) throws -> DriveFile? {
        try database.driveFile(id)
    }

    func ancestors(of file: DriveFile) throws -> [DriveFile] {
        try database.driveFiles(Database.ancestors(of: file))
    }

    func descendants(of folder: DriveFile) throws -> [DriveFile] {
        try database.driveFiles(Database.descendants(of: folder))
    }

    func child(named name: String, of folder: ID<DriveFile>?, in space: ID<Space>) throws -> DriveFile? {
        try database.driveFiles(Database.child(named: name, of: folder, in: space)).first
    }

    func binned(in space: ID<Space>) throws -> [DriveFile] {
        try database.driveFiles(Database.binned(in: space))
    }

    func bytesUsed(in space: ID<Space>) throws -> Int64 {
        Int64(try database.count(Database.bytesUsed(in: space)))
    }

    func insert(_ file: DriveFile) throws {
        try database.insert(into: "driveFile", [("id", file.id.text)] + file.columns)
        try markUsed(file.content)
    }

    func update(_ file: DriveFile) throws {
        guard let before = try self.file(file.id) else {
            throw Failure(.permanent, .internalError, "There is no such file.", evidence: "update of \(file.id)")
        }
        try database.update("driveFile", id: file.id.text, file.columns)
        guard file.content != before.content else { return }
        try markUsed(file.content)
        if let content = before.content { released += try database.releaseContents(withoutFileAmong: [content]) }
    }

    func delete(_ files: [ID<DriveFile>]) throws {
        released += try database.deleteDriveFiles(files)
    }

    func content(_ id: ID<Content>) throws -> Content? {
        try database.content(id)
    }

    func content(sha256: String, in project: ID<Project>) throws -> Content? {
        try database.content(sha256: sha256, in: project)
    }

    func has(_ content: ID<Content>, in space: ID<Space>) throws -> Bool {
        try database.exists(Database.uses(of: content, in: space))
    }

    func insert(_ content: Content) throws {
        try database.insert(into: "content", content.columns(isKept: false))
    }

    func insert(_ upload: MultipartUpload) throws {
        try database.insert(upload)
    }

    func upload(of file: ID<DriveFile>) throws -> MultipartUpload? {
        try database.row("SELECT * FROM upload WHERE file = \(file.text)").map(MultipartUpload.init(row:))
    }

    func parts(of upload: ID<MultipartUpload>) throws -> [MultipartUpload.Part] {
        try database.parts(of: upload)
    }

    func save(_ part: MultipartUpload.Part, of upload: ID<MultipartUpload>) throws {
        released += try database.save(part, of: upload)
    }

    func delete(_ upload: ID<MultipartUpload>) throws {
        released += try database.deleteUpload(upload)
    }

    func insert(_ job: DriveJob) throws {
        try database.insert(into: "driveJob", job.columns())
    }

    private func markUsed(_ content: ID<Content>?) throws {
        guard let content else { return }
        try database.run("UPDATE content SET isUsed = 1 WHERE id = \(content.text) AND isUsed = 0")
    }
}
