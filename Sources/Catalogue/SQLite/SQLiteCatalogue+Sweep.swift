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

    package func referenced(among keys: [BlobKey]) async throws -> Set<BlobKey> {
        try await read { database in try database.referenced(among: keys) }
    }
}
