// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
package import Model

extension Drive {
    /// Does what a job asks for, file by file: what is refused of one file leaves the others as they are done.
    ///
    /// - Parameters:
    ///   - files: Each once. Ignored for ``DriveCommand/clearBin``, which is about all that is in the bin; of a bin with
    ///     more than one job may change, the rest stays.
    ///   - space: Where the files lie; copies and moved files stay in it.
    /// - Throws: `invalidParameter` for a file that is named twice; what is refused of the space and of the folder that
    ///   things go to.
    package func run(
        _ command: DriveCommand,
        on files: [ID<DriveFile>],
        in space: ID<Space>,
        for user: ID<User>
    ) async throws -> DriveJob {
        guard command == .clearBin || Set(files).count == files.count else {
            throw Failure.invalid("taskInfo.fileInfo.fileId", "A job names each file once.")
        }
        let now = surroundings.now()
        var job = DriveJob(
            id: surroundings.newID(),
            user: user,
            kind: command.kind,
            action: command.action,
            items: [],
            created: now
        )
        let (empty, newID) = (job, newFileID)
        job = try await change { drive in
            var job = empty
            var run = DriveRun(drive: drive, space: try drive.space(space, for: user), now: now, newID: newID)
            try run.checkTarget(of: command)
            // The one beyond the limit tells that there is more.
            let files = command == .clearBin ? try drive.binned(in: space).prefix(Self.entryLimit + 1).map(\.id) : files
            for file in files {
                do {
                    try run.carryOut(command, on: file)
                    job.items.append(.init(file: file, refusal: nil))
                } catch let refusal as DriveRefusal {
                    job.items.append(.init(file: file, refusal: refusal))
                }
            }
            try drive.insert(job)
            return job
        }
        return job
    }

    /// A job that the user ordered.
    package func job(_ id: ID<DriveJob>, for user: ID<User>) async throws -> DriveJob? {
        try await catalogue.driveJob(id, of: user)
    }

    /// The jobs of a user, newest first, at most `limit` from `offset` on.
    ///
    /// - Parameter kind: `nil` for all.
    package func jobs(
        for user: ID<User>,
        of kind: DriveJob.Kind?,
        offset: Int,
        limit: Int
    ) async throws -> [DriveJob] {
        try await catalogue.driveJobs(of: user, kinds: kind.map { [$0] } ?? [], offset: offset, limit: limit).items
    }
}
