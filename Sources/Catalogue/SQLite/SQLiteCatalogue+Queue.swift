// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import GRDB
package import Model

extension SQLiteCatalogue {
    package func claim(_ lane: RenderTask.Lane, now: Date, leaseEnd: Date) async throws -> ClaimedTask? {
        try await write { database in
            let claim = Self.claimStatement(lane, now: now, leaseEnd: leaseEnd)
            guard let task = try database.row(claim).map(RenderTask.init(row:)) else { return nil }
            return ClaimedTask(task: task, source: try database.files(of: task.asset)[.video])
        }
    }

    package func renew(_ claim: Claim, leaseEnd: Date, owed: Int, done: Int) async throws -> Bool {
        try await write { database in
            try database.run(
                """
                UPDATE task SET leaseEnd = \(leaseEnd.milliseconds), owed = \(owed), done = \(done)
                WHERE \(claim.isHeld)
                """
            ) > 0
        }
    }

    package func fail(
        _ claim: Claim,
        with failure: Failure,
        media: MediaInfo?,
        assetState: Asset.State?,
        now: Date
    ) async throws -> Bool {
        try await write { database in
            guard var asset = try database.asset(of: claim) else { return false }
            try database.run(
                """
                UPDATE task SET state = 'FAILED', leaseEnd = NULL, finished = \(now.milliseconds),
                    failure = \(try JSON.text(failure))
                WHERE \(claim.isHeld)
                """
            )
            let before = asset
            if let media, try database.files(of: asset.id)[.video]?.key == claim.source { asset.media = media }
            if let assetState {
                asset.state = assetState
                asset.failure = failure
            }
            if asset != before {
                asset.modified = now
                try database.update(asset)
            }
            try database.refreshSnapshotState(of: asset.id)
            return true
        }
    }

    package func retry(_ claim: Claim, after failure: Failure, strike: Bool, runAt: Date) async throws -> Bool {
        try await write { database in
            try database.run(
                """
                UPDATE task SET state = 'WAITING', leaseEnd = NULL, runAt = \(runAt.milliseconds),
                    retries = retries + \(strike ? 0 : 1), strikes = strikes + \(strike ? 1 : 0),
                    failure = \(try JSON.text(failure))
                WHERE \(claim.isHeld)
                """
            ) > 0
        }
    }

    package func release(_ claim: Claim) async throws -> Bool {
        try await write { database in
            try database.run("UPDATE task SET state = 'WAITING', leaseEnd = NULL WHERE \(claim.isHeld)") > 0
        }
    }

    package func releaseAll() async throws -> Int {
        try await write { database in
            try database.run(
                """
                UPDATE task SET state = 'WAITING', leaseEnd = NULL
                WHERE state IN ('WAITING', 'PROCESSING') AND state = 'PROCESSING' -- as the index has it
                """
            )
        }
    }

    package func queueDepth() async throws -> (waiting: Int, processing: Int) {
        try await read { database in
            guard let row = try database.row(Self.depthQuery) else { return (0, 0) }
            return (row["waiting"], row["processing"])
        }
    }

    /// Counts the queue by state.
    static let depthQuery: SQL = """
        SELECT count(*) FILTER (WHERE state = 'WAITING') AS waiting,
            count(*) FILTER (WHERE state = 'PROCESSING') AS processing
        FROM task WHERE state IN ('WAITING', 'PROCESSING')
        """

    /// Claims the task that is due and was due first, in one statement.
    static func claimStatement(_ lane: RenderTask.Lane, now: Date, leaseEnd: Date) -> SQL {
        """
        UPDATE task SET state = 'PROCESSING', attempt = attempt + 1, leaseEnd = \(leaseEnd.milliseconds), owed = 0, done = 0
        WHERE id = (
            SELECT id FROM task WHERE lane = \(lane.rawValue) AND due <= \(now.milliseconds)
            ORDER BY due, created, id LIMIT 1
        )
        RETURNING *
        """
    }
}

extension Claim {
    /// The condition that the claim was not lost.
    var isHeld: SQL {
        "id = \(task.text) AND attempt = \(attempt) AND state = 'PROCESSING'"
    }
}

extension Database {
    /// The asset of a claim that was not lost.
    func asset(of claim: Claim) throws -> Asset? {
        try row("SELECT * FROM asset WHERE id = (SELECT asset FROM task WHERE \(claim.isHeld))").map(Asset.init(row:))
    }
}
