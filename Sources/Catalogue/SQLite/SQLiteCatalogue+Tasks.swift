// SPDX-License-Identifier: Apache-2.0

import GRDB
package import Model

extension SQLiteCatalogue {
    package func task(_ id: ID<RenderTask>, in project: ID<Project>) async throws -> RenderTask? {
        try lookUp { database in
            try database.row("SELECT * FROM task WHERE id = \(id.text) AND +project = \(project.text)")
                .map(RenderTask.init(row:))
        }
    }

    package func snapshotTasks(
        in project: ID<Project>,
        asset: ID<Asset>?,
        task: ID<RenderTask>?,
        offset: Int,
        limit: Int
    ) async throws -> Page<RenderTask> {
        try await read { database in
            let condition = Self.snapshotTaskCondition(project, asset, task)
            let page: SQL = """
                SELECT * FROM task WHERE \(condition) ORDER BY created DESC, id LIMIT \(limit) OFFSET \(offset)
                """
            return Page(
                items: try database.rows(page).map(RenderTask.init(row:)),
                total: try database.count("SELECT count(*) FROM task WHERE \(condition)")
            )
        }
    }

    package func newestSuccessfulTasks(of asset: ID<Asset>, in project: ID<Project>) async throws -> [RenderTask] {
        try await read { database in
            // SQLite takes the other columns from the row of the maximum.
            try database.rows(
                """
                SELECT *, max(finished) FROM task
                WHERE asset = \(asset.text) AND +project = \(project.text) AND kind = 'snapshots'
                    AND +state = 'SUCCEED'
                GROUP BY (SELECT key FROM json_each(work, '$.snapshots._0.spec.instants'))
                ORDER BY max(finished)
                """
            ).map(RenderTask.init(row:))
        }
    }

    package func pictures(of task: ID<RenderTask>, offset: Int, limit: Int) async throws -> Page<StoredPicture> {
        try lookUp { database in
            let page: SQL = """
                SELECT * FROM picture WHERE task = \(task.text) ORDER BY number LIMIT \(limit) OFFSET \(offset)
                """
            return Page(
                items: try database.rows(page).map(StoredPicture.init(row:)),
                total: try database.count("SELECT count(*) FROM picture WHERE task = \(task.text)")
            )
        }
    }

    package func picture(
        _ index: Int,
        of task: ID<RenderTask>,
        asset: ID<Asset>
    ) async throws -> AddressedPicture? {
        try lookUp { database in
            guard let picture = try database.picture(index, of: task, asset: asset),
                let row = try database.row("SELECT * FROM task WHERE id = \(task.text)"),
                case .snapshots(let order) = try RenderTask(row: row).work
            else { return nil }
            return AddressedPicture(picture: picture, order: order)
        }
    }

    package func file(_ role: FileRole, of asset: ID<Asset>, key: BlobKey) async throws -> StoredBlob? {
        try lookUp { database in
            try database.row(
                "SELECT * FROM file WHERE asset = \(asset.text) AND role = \(role.text) AND +blob = \(key.text)"
            ).map(StoredBlob.init(row:))
        }
    }

    package func deleteSnapshotTasks(
        _ ids: [ID<RenderTask>],
        of asset: ID<Asset>?,
        in project: ID<Project>
    ) async throws -> (deleted: [RenderTask], orphans: [BlobKey]) {
        try await write { database in
            let ofAsset: SQL = asset.map { "AND +asset = \($0.text)" } ?? ""
            let tasks = try database.rows(
                """
                SELECT * FROM task
                WHERE id IN (SELECT value FROM json_each(\(try JSON.list(ids))))
                    AND +project = \(project.text) \(ofAsset)
                    AND +kind = 'snapshots' AND +state IN ('SUCCEED', 'FAILED', 'PARTIAL')
                ORDER BY created DESC, id
                """
            ).map(RenderTask.init(row:))
            let released = try database.deleteTasks(tasks.map(\.id))
            for asset in Set(tasks.compactMap(\.asset)) { try database.refreshSnapshotState(of: asset) }
            return (tasks, try database.orphans(among: released))
        }
    }

    /// The plus signs lead SQLite to the index of what is asked for most narrowly.
    static func snapshotTaskCondition(
        _ project: ID<Project>,
        _ asset: ID<Asset>?,
        _ task: ID<RenderTask>?
    ) -> SQL {
        switch (asset, task) {
        case (nil, nil):
            "kind = 'snapshots' AND project = \(project.text)"
        case (let asset?, nil):
            "kind = 'snapshots' AND +project = \(project.text) AND asset = \(asset.text)"
        case (nil, let task?):
            "kind = 'snapshots' AND +project = \(project.text) AND id = \(task.text)"
        case (let asset?, let task?):
            """
            kind = 'snapshots' AND +project = \(project.text) AND +asset = \(asset.text) AND id = \(task.text)
            """
        }
    }
}
