// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import GRDB
package import Model

extension SQLiteCatalogue {
    package func publish(_ outcome: TaskOutcome, of claim: Claim, now: Date) async throws -> [BlobKey]? {
        try await write { database in
            guard let subject = try database.subject(of: claim) else { return nil }
            try database.end(claim, with: outcome, now: now)
            var released: [BlobKey] = []
            switch subject {
            case .asset(let id):
                released = try database.put(outcome, of: claim, on: id, now: now)
            case .content(let id):
                let isCurrent = try database.source(of: subject)?.key == claim.source
                if let media = outcome.media, isCurrent { try database.note(media, on: id) }
            }
            try database.enqueue(outcome.newTasks)
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
        if let cover, isCurrent, cover.isWanted(by: asset, hasCover: files[.cover] != nil) {
            files[.cover] = cover.blob
            asset.coverChosen = cover.chosen ?? asset.coverChosen
        }
        return files
    }
}

extension Database {
    /// Ends the task of a claim that is held, with its pictures.
    fileprivate func end(_ claim: Claim, with outcome: TaskOutcome, now: Date) throws {
        let state = outcome.missing.isEmpty ? RenderTask.State.succeeded : .partial
        try run(
            """
            UPDATE task SET state = \(state.rawValue), leaseEnd = NULL, finished = \(now.milliseconds),
                pictureCount = \(outcome.pictures.count), owed = \(outcome.pictures.count + outcome.missing.count),
                notes = \(try JSON.text(outcome.notes)), failure = \(try JSON.text(ifAny: outcome.failure)),
                missing = \(outcome.missing.isEmpty ? nil : try JSON.text(outcome.missing))
            WHERE \(claim.isHeld)
            """
        )
        try insert(outcome.pictures, of: claim.task)
    }

    /// Puts on an asset what a task made of it; returns the blobs that it let go of or did not take.
    fileprivate func put(
        _ outcome: TaskOutcome,
        of claim: Claim,
        on id: ID<Asset>,
        now: Date
    ) throws -> [BlobKey] {
        guard let before = try asset(ofTask: id) else { return [] }
        var asset = before
        let files = try files(of: id)
        let newFiles = outcome.apply(to: &asset, files, madeFrom: claim.source)
        if asset != before || newFiles != files {
            asset.modified = now
            try update(asset)
        }
        var released = try replaceFiles(of: id, files, with: newFiles)
        // A cover that was not wanted any more has no other use, unless it is one of the pictures.
        if let cover = outcome.cover, newFiles[.cover] != cover.blob { released.append(cover.blob.key) }
        try refreshSnapshotState(of: id)
        return released
    }
}
