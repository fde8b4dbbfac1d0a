// SPDX-License-Identifier: Apache-2.0

import GRDB
package import Model

extension SQLiteCatalogue {
    package func space(_ id: ID<Space>) async throws -> Space? {
        try lookUp { database in try database.space(id) }
    }

    package func space(of user: ID<User>) async throws -> Space? {
        try lookUp { database in try database.space(of: user) }
    }

    package func setActive(_ active: Bool, space: ID<Space>) async throws -> Bool {
        try await write { database in
            try database.run("UPDATE space SET isActive = \(active) WHERE id = \(space.text)") > 0
        }
    }

    package func files(
        in space: ID<Space>,
        matching filter: DriveFilter,
        order: DriveOrder,
        offset: Int,
        limit: Int
    ) async throws -> Page<DriveFile> {
        try await read { database in
            if case .folder(let folder?) = filter.place, try database.isRecycled(folder) {
                return Page(items: [], total: 0)
            }
            let condition = try filter.condition(in: space)
            let page: SQL = """
                SELECT * FROM driveFile WHERE \(condition) ORDER BY \(order.order) LIMIT \(limit) OFFSET \(offset)
                """
            return Page(
                items: try database.driveFiles(page),
                total: try database.count("SELECT count(*) FROM driveFile WHERE \(condition)")
            )
        }
    }

    package func readDrive<Result: Sendable>(
        _ body: @escaping @Sendable (any DriveTransaction) throws -> Result
    ) async throws -> Result {
        try await read { database in try body(SQLiteDriveTransaction(database)) }
    }

    package func changeDrive<Result: Sendable>(
        _ body: @escaping @Sendable (any DriveTransaction) throws -> Result
    ) async throws -> (result: Result, orphans: [BlobKey]) {
        try await write { database in
            let drive = SQLiteDriveTransaction(database)
            let result = try body(drive)
            return (result, try database.orphans(among: drive.released))
        }
    }

    package func driveJob(_ id: ID<DriveJob>, of user: ID<User>) async throws -> DriveJob? {
        try lookUp { database in
            try database.row("SELECT * FROM driveJob WHERE id = \(id.text) AND +user = \(user.text)")
                .map(DriveJob.init(row:))
        }
    }

    package func driveJobs(
        of user: ID<User>,
        kinds: Set<DriveJob.Kind>,
        offset: Int,
        limit: Int
    ) async throws -> Page<DriveJob> {
        try await read { database in
            let condition = try Self.jobCondition(of: user, kinds: kinds)
            let page: SQL = """
                SELECT * FROM driveJob WHERE \(condition) ORDER BY created DESC, id LIMIT \(limit) OFFSET \(offset)
                """
            return Page(
                items: try database.rows(page).map(DriveJob.init(row:)),
                total: try database.count("SELECT count(*) FROM driveJob WHERE \(condition)")
            )
        }
    }

    /// The condition for the jobs of a user that are of any of `kinds`, or of any kind when it is empty.
    static func jobCondition(of user: ID<User>, kinds: Set<DriveJob.Kind>) throws -> SQL {
        guard !kinds.isEmpty else { return "user = \(user.text)" }
        let numbers = try JSON.text(kinds.map(\.rawValue).sorted())
        return "user = \(user.text) AND kind IN (SELECT value FROM json_each(\(numbers)))"
    }
}
