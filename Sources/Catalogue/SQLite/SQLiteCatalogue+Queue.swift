// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import GRDB
package import Model

extension SQLiteCatalogue {
    package func claim(
        _ lane: RenderTask.Lane,
        of slots: Int,
        now: Date,
        leaseEnd: Date
    ) async throws -> ClaimedTask? {
        try await writeLoosely { database in
            guard let project = try database.takeTurn(of: lane, slots: slots, now: now) else { return nil }
            let claim = Self.claimStatement(lane, of: project, now: now, leaseEnd: leaseEnd)
            guard let task = try database.row(claim).map(RenderTask.init(row:)) else { return nil }
            return ClaimedTask(task: task, source: try database.source(of: task.subject))
        }
    }

    package func renew(_ claim: Claim, leaseEnd: Date, owed: Int, done: Int) async throws -> Bool {
        try await writeLoosely { database in
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
            guard let subject = try database.subject(of: claim) else { return false }
            try database.run(
                """
                UPDATE task SET state = 'FAILED', leaseEnd = NULL, finished = \(now.milliseconds),
                    failure = \(try JSON.text(failure))
                WHERE \(claim.isHeld)
                """
            )
            let isCurrent = try database.source(of: subject)?.key == claim.source
            switch subject {
            case .asset(let id):
                try database.noteFailure(failure, media: isCurrent ? media : nil, assetState, on: id, now: now)
            case .content(let id):
                if let media, isCurrent { try database.note(media, on: id) }
            }
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

    /// Claims the task of a project that is due and was due first, in one statement.
    static func claimStatement(
        _ lane: RenderTask.Lane,
        of project: ID<Project>,
        now: Date,
        leaseEnd: Date
    ) -> SQL {
        """
        UPDATE task SET state = 'PROCESSING', attempt = attempt + 1, leaseEnd = \(leaseEnd.milliseconds),
            owed = 0, done = 0
        WHERE id = (
            SELECT id FROM task
            WHERE lane = \(lane.rawValue) AND project = \(project.text) AND due <= \(now.milliseconds)
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
    /// What a claim that was not lost works on.
    func subject(of claim: Claim) throws -> RenderTask.Subject? {
        try row("SELECT * FROM task WHERE \(claim.isHeld)").map { row in try RenderTask(row: row).subject }
    }

    /// The bytes that a task of `subject` works on.
    func source(of subject: RenderTask.Subject) throws -> StoredBlob? {
        switch subject {
        case .asset(let id): try files(of: id)[.video]
        case .content(let id):
            try content(id).map { content in
                var blob = content.blob
                blob.sha256 = content.sha256
                return blob
            }
        }
    }

    /// The asset of a task: it is there as long as the task is.
    func asset(ofTask id: ID<Asset>) throws -> Asset? {
        try row("SELECT * FROM asset WHERE id = \(id.text)").map(Asset.init(row:))
    }

    /// Puts on an asset what a task of it that failed leaves behind.
    fileprivate func noteFailure(
        _ failure: Failure,
        media: MediaInfo?,
        _ state: Asset.State?,
        on id: ID<Asset>,
        now: Date
    ) throws {
        guard let before = try asset(ofTask: id) else { return }
        var asset = before
        if let media { asset.media = media }
        if let state {
            asset.state = state
            asset.failure = failure
        }
        if asset != before {
            asset.modified = now
            try update(asset)
        }
        try refreshSnapshotState(of: id)
    }
}
