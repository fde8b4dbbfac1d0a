// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import GRDB
package import Model

extension SQLiteCatalogue {
    package func unconfirmedAssets(
        modifiedBefore date: Date,
        limit: Int
    ) async throws -> [(asset: ID<Asset>, project: ID<Project>)] {
        try await read { database in
            try database.rows(
                """
                SELECT id, project FROM asset WHERE \(Self.isUnconfirmed(since: date))
                ORDER BY modified, id LIMIT \(limit)
                """
            ).map { row in (row.id("id"), row.id("project")) }
        }
    }

    package func deleteUnconfirmedAsset(_ id: ID<Asset>, modifiedBefore date: Date) async throws -> [BlobKey]? {
        try await write { database in
            let count: SQL = "SELECT count(*) FROM asset WHERE id = \(id.text) AND \(Self.isUnconfirmed(since: date))"
            guard try database.count(count) > 0 else { return nil }
            return try database.deleteAsset(id)
        }
    }

    /// Holds for a row of `asset` that nobody has touched since `date` and nobody will.
    private static func isUnconfirmed(since date: Date) -> SQL {
        """
        state = 'CREATING' AND modified < \(date.milliseconds)
            AND NOT EXISTS (
                SELECT 1 FROM task
                WHERE task.asset = asset.id AND kind = 'pull' AND task.state IN ('WAITING', 'PROCESSING')
            )
            AND NOT EXISTS (
                SELECT 1 FROM upload WHERE upload.asset = asset.id AND touched >= \(date.milliseconds)
            )
        """
    }

    package func multipartUploads(touchedBefore date: Date, limit: Int) async throws -> [ID<MultipartUpload>] {
        try await read { database in
            try database.texts(
                "SELECT id FROM upload WHERE touched < \(date.milliseconds) ORDER BY touched, id LIMIT \(limit)"
            ).map { ID($0) }
        }
    }

    package func deleteUnfinishedFiles(
        begunBefore date: Date,
        limit: Int
    ) async throws -> (count: Int, orphans: [BlobKey]) {
        try await write { database in
            let files = try database.texts(Self.unfinishedFiles(begunBefore: date, limit: limit))
            let released = try database.deleteDriveFiles(files.map { ID($0) })
            return (files.count, try database.orphans(among: released))
        }
    }

    static func unfinishedFiles(begunBefore date: Date, limit: Int) -> SQL {
        """
        SELECT id FROM driveFile WHERE state = 'UPLOADING' AND created < \(date.milliseconds)
            AND NOT EXISTS (
                SELECT 1 FROM upload WHERE upload.file = driveFile.id AND +touched >= \(date.milliseconds)
            )
        ORDER BY created, id LIMIT \(limit)
        """
    }

    package func deleteUnusedContents(
        madeBefore date: Date,
        limit: Int
    ) async throws -> (count: Int, orphans: [BlobKey]) {
        try await write { database in
            let contents = try database.texts(Self.unusedContents(madeBefore: date, limit: limit))
            let released = try database.deleteContents(contents.map { ID($0) })
            return (contents.count, try database.orphans(among: released))
        }
    }

    static func unusedContents(madeBefore date: Date, limit: Int) -> SQL {
        """
        SELECT id FROM content WHERE isUsed = 0 AND kept < \(date.milliseconds)
            AND NOT EXISTS (
                SELECT 1 FROM task WHERE task.content = content.id AND +task.state IN ('WAITING', 'PROCESSING')
            )
        ORDER BY kept, id LIMIT \(limit)
        """
    }

    package func deleteDriveJobs(before date: Date, limit: Int) async throws -> Int {
        try await write { database in
            let jobs = Self.driveJobs(before: date, limit: limit)
            return try database.run("DELETE FROM driveJob WHERE id IN (\(jobs))")
        }
    }

    static func driveJobs(before date: Date, limit: Int) -> SQL {
        "SELECT id FROM driveJob WHERE created < \(date.milliseconds) ORDER BY created, id LIMIT \(limit)"
    }

    package func referenced(among keys: [BlobKey]) async throws -> Set<BlobKey> {
        try await read { database in try database.referenced(among: keys) }
    }
}
