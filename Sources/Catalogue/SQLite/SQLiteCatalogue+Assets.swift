// SPDX-License-Identifier: Apache-2.0

import GRDB
package import Model

extension SQLiteCatalogue {
    package func insert(_ asset: Asset, tasks: [RenderTask]) async throws {
        try await write { database in
            try database.requireProject(asset.project)
            let key: Database.Columns = [("id", asset.id.text), ("project", asset.project.text)]
            try database.insert(into: "asset", key + asset.columns())
            try database.enqueue(tasks)
        }
    }

    package func asset(_ id: ID<Asset>, in project: ID<Project>) async throws -> AssetRecord? {
        try lookUp { database in
            try database.asset(id, in: project).map(database.record(of:))
        }
    }

    package func assets(
        in project: ID<Project>,
        matching filter: AssetFilter,
        offset: Int,
        limit: Int
    ) async throws -> Page<AssetRecord> {
        try await read { database in
            let condition = try filter.condition(in: project)
            let page: SQL = """
                SELECT * FROM asset WHERE \(condition) ORDER BY \(filter.order) LIMIT \(limit) OFFSET \(offset)
                """
            return Page(
                items: try database.rows(page).map { row in try database.record(of: Asset(row: row)) },
                total: filter.matchesAll
                    ? try database.count(
                        "SELECT coalesce(sum(assets), 0) FROM assetCount WHERE project = \(project.text)"
                    )
                    : try database.count("SELECT count(*) FROM asset WHERE \(condition)")
            )
        }
    }

    package func assets(
        in project: ID<Project>,
        withVideoOfSize size: Int64,
        md5: String
    ) async throws -> [ID<Asset>] {
        try await read { database in
            try database.texts(
                """
                SELECT asset.id FROM file JOIN asset ON asset.id = file.asset
                WHERE file.role = 'video' AND file.md5 = \(md5) AND file.size = \(size)
                    AND +asset.project = \(project.text)
                ORDER BY asset.created, asset.id
                """
            ).map { ID($0) }
        }
    }

    package func change<Value: Sendable>(
        _ id: ID<Asset>,
        in project: ID<Project>,
        _ body: @escaping @Sendable (inout AssetChange) throws -> Value
    ) async throws -> (result: Value, orphans: [BlobKey]) {
        try await write { database in
            let asset = try database.requireAsset(id, in: project)
            let files = try database.files(of: id)
            var change = AssetChange(
                asset: asset,
                files: files,
                unfinishedTasks: try database.unfinishedTasks(of: id),
                picture: { task, index in try database.picture(index, of: task, asset: id) }
            )
            let result = try body(&change)
            precondition(change.asset.id == id && change.asset.project == project, "An asset keeps its id and project.")
            if change.asset != asset { try database.update(change.asset) }
            let released = try database.replaceFiles(of: id, files, with: change.files)
            try database.enqueue(change.newTasks)
            return (result, try database.orphans(among: released))
        }
    }

    package func deleteAsset(_ id: ID<Asset>, in project: ID<Project>) async throws -> [BlobKey] {
        try await write { database in
            _ = try database.requireAsset(id, in: project)
            guard try database.unfinishedTasks(of: id) == 0 else {
                throw Failure(.caller, .stateConflict, "A task of the asset is waiting or running.")
            }
            return try database.deleteAsset(id)
        }
    }
}

extension Database {
    /// Removes an asset with all that is its; returns the blobs that nothing refers to any more.
    func deleteAsset(_ id: ID<Asset>) throws -> [BlobKey] {
        let released = try blobs(
            """
            SELECT blob FROM file WHERE asset = \(id.text)
            UNION SELECT blob FROM part JOIN upload ON upload.id = part.upload WHERE upload.asset = \(id.text)
            UNION SELECT blob FROM picture JOIN task ON task.id = picture.task WHERE task.asset = \(id.text)
            """
        )
        try run("DELETE FROM asset WHERE id = \(id.text)")
        return try orphans(among: released)
    }

    func requireAsset(_ id: ID<Asset>, in project: ID<Project>) throws -> Asset {
        guard let asset = try asset(id, in: project) else {
            throw Failure(.caller, .assetNotFound, "There is no such asset.")
        }
        return asset
    }

    /// How many tasks of an asset are waiting or processing.
    func unfinishedTasks(of asset: ID<Asset>) throws -> Int {
        try count(
            "SELECT count(*) FROM task WHERE asset = \(asset.text) AND state IN ('WAITING', 'PROCESSING')"
        )
    }
}
