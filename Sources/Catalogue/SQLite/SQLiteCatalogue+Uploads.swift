// SPDX-License-Identifier: Apache-2.0

import GRDB
package import Model

extension SQLiteCatalogue {
    package func insert(_ upload: MultipartUpload) async throws {
        try await write { database in
            try database.insert(upload)
        }
    }

    package func multipartUpload(_ id: ID<MultipartUpload>) async throws -> MultipartUpload? {
        try lookUp { database in
            try database.row("SELECT * FROM upload WHERE id = \(id.text)").map(MultipartUpload.init(row:))
        }
    }

    package func save(
        _ part: MultipartUpload.Part,
        of upload: ID<MultipartUpload>
    ) async throws -> [BlobKey] {
        try await write { database in
            try database.orphans(among: database.save(part, of: upload))
        }
    }

    package func parts(of upload: ID<MultipartUpload>) async throws -> [MultipartUpload.Part] {
        try lookUp { database in try database.parts(of: upload) }
    }

    package func deleteMultipartUpload(_ id: ID<MultipartUpload>) async throws -> [BlobKey] {
        try await write { database in
            try database.orphans(among: database.deleteUpload(id))
        }
    }

    package func deleteMultipartUploads(of asset: ID<Asset>) async throws -> [BlobKey] {
        try await write { database in
            let uploads: SQL = "SELECT id FROM upload WHERE asset = \(asset.text)"
            let released = try database.blobs("SELECT blob FROM part WHERE upload IN (\(uploads))")
            try database.run("DELETE FROM upload WHERE asset = \(asset.text)")
            return try database.orphans(among: released)
        }
    }
}

extension Failure {
    fileprivate static func uploadNotFound(_ message: String) -> Failure {
        Failure(.caller, .uploadNotFound, message)
    }
}

extension Database {
    /// Adds an upload of what exists.
    func insert(_ upload: MultipartUpload) throws {
        switch upload.target {
        case .asset(let asset, _):
            _ = try requireAsset(asset, in: upload.project)
        case .file(let file):
            let known: SQL = """
                SELECT 1 FROM driveFile JOIN space ON space.id = driveFile.space
                WHERE driveFile.id = \(file.text) AND +space.project = \(upload.project.text)
                """
            guard try exists(known) else { throw Failure.uploadNotFound("There is no such file.") }
        }
        let columns: Columns = [
            ("id", upload.id.text), ("project", upload.project.text), ("created", upload.created.milliseconds),
            ("touched", upload.created.milliseconds),
        ]
        try insert(into: "upload", columns + upload.target.columns)
    }

    func parts(of upload: ID<MultipartUpload>) throws -> [MultipartUpload.Part] {
        try rows("SELECT * FROM part WHERE upload = \(upload.text) ORDER BY number").map { row in
            MultipartUpload.Part(
                number: row["number"],
                blob: StoredBlob(row: row),
                uploaded: row.date("uploaded"),
                sha256: row["sha256"]
            )
        }
    }

    /// Adds a part, or replaces the one with its number; returns the blob of that one.
    func save(_ part: MultipartUpload.Part, of upload: ID<MultipartUpload>) throws -> [BlobKey] {
        let uploaded = part.uploaded.milliseconds
        let touch: SQL = "UPDATE upload SET touched = max(touched, \(uploaded)) WHERE id = \(upload.text)"
        guard try run(touch) > 0 else { throw Failure.uploadNotFound("There is no such upload.") }
        let replaced = try blobs("SELECT blob FROM part WHERE upload = \(upload.text) AND number = \(part.number)")
        let columns: Columns = [
            ("upload", upload.text), ("number", part.number), ("uploaded", uploaded), ("sha256", part.sha256),
        ]
        try insert(into: "part", columns + part.blob.columns, replacing: ["upload", "number"])
        return replaced
    }

    /// Removes an upload with its parts; returns the blobs of the parts.
    func deleteUpload(_ id: ID<MultipartUpload>) throws -> [BlobKey] {
        let released = try blobs("SELECT blob FROM part WHERE upload = \(id.text)")
        try run("DELETE FROM upload WHERE id = \(id.text)")
        return released
    }
}

extension MultipartUpload {
    init(row: Row) {
        let file: String? = row["file"]
        self.init(
            id: row.id("id"),
            project: row.id("project"),
            target: file.map { .file(ID($0)) } ?? .asset(row.id("asset"), role: row["role"]),
            created: row.date("created")
        )
    }
}

extension MultipartUpload.Target {
    fileprivate var columns: Database.Columns {
        switch self {
        case .asset(let asset, let role): [("asset", asset.text), ("role", role)]
        case .file(let file): [("file", file.text)]
        }
    }
}
