// SPDX-License-Identifier: Apache-2.0

import GRDB
package import Model

extension SQLiteCatalogue {
    package func insert(_ upload: MultipartUpload) async throws {
        try await write { database in
            _ = try database.requireAsset(upload.asset, in: upload.project)
            let columns: Database.Columns = [
                ("id", upload.id.text), ("project", upload.project.text), ("asset", upload.asset.text),
                ("role", upload.role), ("created", upload.created.milliseconds),
                ("touched", upload.created.milliseconds),
            ]
            try database.insert(into: "upload", columns)
        }
    }

    package func multipartUpload(_ id: ID<MultipartUpload>) async throws -> MultipartUpload? {
        try await read { database in
            try database.row("SELECT * FROM upload WHERE id = \(id.text)").map(MultipartUpload.init(row:))
        }
    }

    package func save(
        _ part: MultipartUpload.Part,
        of upload: ID<MultipartUpload>
    ) async throws -> [BlobKey] {
        try await write { database in
            let uploaded = part.uploaded.milliseconds
            let touch: SQL = "UPDATE upload SET touched = max(touched, \(uploaded)) WHERE id = \(upload.text)"
            guard try database.run(touch) > 0 else {
                throw Failure(.caller, .uploadNotFound, "There is no such upload.")
            }
            let replaced = try database.blobs(
                "SELECT blob FROM part WHERE upload = \(upload.text) AND number = \(part.number)"
            )
            let columns: Database.Columns = [
                ("upload", upload.text), ("number", part.number), ("uploaded", uploaded),
            ]
            try database.insert(into: "part", columns + part.blob.columns, replacing: ["upload", "number"])
            return try database.orphans(among: replaced)
        }
    }

    package func parts(of upload: ID<MultipartUpload>) async throws -> [MultipartUpload.Part] {
        try await read { database in
            try database.rows("SELECT * FROM part WHERE upload = \(upload.text) ORDER BY number").map { row in
                MultipartUpload.Part(number: row["number"], blob: StoredBlob(row: row), uploaded: row.date("uploaded"))
            }
        }
    }

    package func deleteMultipartUpload(_ id: ID<MultipartUpload>) async throws -> [BlobKey] {
        try await write { database in
            let released = try database.blobs("SELECT blob FROM part WHERE upload = \(id.text)")
            try database.run("DELETE FROM upload WHERE id = \(id.text)")
            return try database.orphans(among: released)
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

extension MultipartUpload {
    fileprivate init(row: Row) {
        self.init(
            id: row.id("id"),
            project: row.id("project"),
            asset: row.id("asset"),
            role: row["role"],
            created: row.date("created")
        )
    }
}
