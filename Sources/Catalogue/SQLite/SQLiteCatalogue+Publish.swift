// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import GRDB
package import Model

extension SQLiteCatalogue {
    package func publish(_ outcome: TaskOutcome, of claim: Claim, now: Date) async throws -> [BlobKey]? {
        try await write { database in
            guard var asset = try database.asset(of: claim) else { return nil }
            try database.succeed(claim, with: outcome, now: now)

            let before = asset
            let files = try database.files(of: asset.id)
            let newFiles = outcome.apply(to: &asset, files, madeFrom: claim.source)
            if asset != before || newFiles != files {
                asset.modified = now
                try database.update(asset)
            }
            var released = try database.replaceFiles(of: asset.id, files, with: newFiles)
            // A cover that was not wanted any more has no other use, unless it is one of the pictures.
            if let cover = outcome.cover, newFiles[.cover] != cover.blob { released.append(cover.blob.key) }
            try database.enqueue(outcome.newTasks)
            try database.refreshSnapshotState(of: asset.id)
            return try database.orphans(among: released)
        }
    }
}

extension TaskOutcome {
    /// Puts into `asset` what the task found in the video `source`; returns its files with what the task made.
    fileprivate func apply(
        to asset: inout Asset,
        _ files: [FileRole: StoredBlob],
        madeFrom source: BlobKey?
    ) -> [FileRole: StoredBlob] {
        var files = files
        let isCurrent = files[.video]?.key == source
        if let media, isCurrent { asset.media = media }
        if let assetState { asset.state = assetState }
        if let fetched = self.source {
            files[.video] = fetched
            asset.acceptsUpload = false
        }
        if let cover, isCurrent, cover.replaces || files[.cover] == nil { files[.cover] = cover.blob }
        return files
    }
}

extension Database {
    /// Ends the task of a claim that is held, with its pictures.
    fileprivate func succeed(_ claim: Claim, with outcome: TaskOutcome, now: Date) throws {
        try run(
            """
            UPDATE task SET state = 'SUCCEED', leaseEnd = NULL, finished = \(now.milliseconds),
                pictureCount = \(outcome.pictures.count), notes = \(try JSON.text(outcome.notes)), failure = NULL
            WHERE \(claim.isHeld)
            """
        )
        try insert(outcome.pictures, of: claim.task)
    }
}
