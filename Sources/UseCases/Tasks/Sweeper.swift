// SPDX-License-Identifier: Apache-2.0

import BlobStorage
import Catalogue
import FoundationEssentials
package import Logging
import Model
import ServiceLifecycle

/// Clears away what clients and crashes left behind.
package struct Sweeper: Service {
    /// How long things may lie about.
    package struct Lifetimes: Sendable, Hashable {
        /// An asset whose upload was never confirmed, since it was last touched.
        package var unconfirmed: Duration
        /// A multipart upload, since its last part; and a drive's file that was never completed, likewise.
        package var multipart: Duration
        /// A content that no file has, since it was stored for a single picture.
        package var content: Duration
        /// A finished job of a drive, which its client may ask after.
        package var job: Duration
        /// An entry of the ledger: a file that is asked for after that is tried anew.
        package var ledger: Duration
        /// A blob that no row refers to, since it was written; longer than any upload or task takes between its blob
        /// and its row.
        package var orphan: Duration
        /// The time between two sweeps.
        package var interval: Duration

        package init(
            unconfirmed: Duration = .seconds(24 * 3600),
            multipart: Duration = .seconds(24 * 3600),
            content: Duration = .seconds(24 * 3600),
            job: Duration = .seconds(30 * 24 * 3600),
            ledger: Duration = .seconds(90 * 24 * 3600),
            orphan: Duration = .seconds(21_600),
            interval: Duration = .seconds(600)
        ) {
            self.unconfirmed = unconfirmed
            self.multipart = multipart
            self.content = content
            self.job = job
            self.ledger = ledger
            self.orphan = orphan
            self.interval = interval
        }
    }

    /// What one sweep removed.
    package struct Result: Sendable, Hashable {
        package var assets = 0
        package var multiparts = 0
        package var blobs = 0
        package var unfinished = 0
        package var tokens = 0
        package var driveFiles = 0
        package var contents = 0
        package var driveJobs = 0
        package var ledgerEntries = 0
    }

    /// Rows looked at in one transaction.
    private static let batch = 500

    private let library: AssetLibrary
    private let lifetimes: Lifetimes
    private let logger: Logger

    package init(library: AssetLibrary, lifetimes: Lifetimes, logger: Logger) {
        self.library = library
        self.lifetimes = lifetimes
        self.logger = logger
    }

    /// Sweeps at once, and then again after each interval.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let result = try await sweep()
                    if result != Result() { logger.info("swept", metadata: ["result": "\(result)"]) }
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning("the sweep did not finish", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: lifetimes.interval)
            }
        }
    }

    /// Sweeps once.
    package func sweep() async throws -> Result {
        var result = Result()
        let now = library.surroundings.now()
        func date(_ age: Duration) -> Date { now.addingTimeInterval(-age.seconds) }

        result.tokens = try await library.catalogue.deleteTokens(expiredBefore: now)
        for upload in try await library.catalogue.multipartUploads(
            touchedBefore: date(lifetimes.multipart),
            limit: Self.batch
        ) {
            await library.discard(try await library.catalogue.deleteMultipartUpload(upload))
            result.multiparts += 1
        }
        for (asset, _) in try await library.catalogue.unconfirmedAssets(
            modifiedBefore: date(lifetimes.unconfirmed),
            limit: Self.batch
        ) {
            guard
                let orphans = try await library.catalogue.deleteUnconfirmedAsset(
                    asset,
                    modifiedBefore: date(lifetimes.unconfirmed)
                )
            else { continue }
            await library.discard(orphans)
            result.assets += 1
        }
        let unfinished = try await library.catalogue.deleteUnfinishedFiles(
            begunBefore: date(lifetimes.multipart),
            limit: Self.batch
        )
        await library.discard(unfinished.orphans)
        result.driveFiles = unfinished.count
        let unused = try await library.catalogue.deleteUnusedContents(
            madeBefore: date(lifetimes.content),
            limit: Self.batch
        )
        await library.discard(unused.orphans)
        result.contents = unused.count
        result.driveJobs = try await library.catalogue.deleteDriveJobs(before: date(lifetimes.job), limit: Self.batch)
        result.ledgerEntries = try await library.catalogue.deleteLedgerEntries(
            before: date(lifetimes.ledger),
            limit: Self.batch
        )
        result.unfinished = try await library.storage.clearUnfinished(before: date(lifetimes.orphan))
        result.blobs = try await sweepBlobs(writtenBefore: date(lifetimes.orphan))
        return result
    }

    private func sweepBlobs(writtenBefore date: Date) async throws -> Int {
        let keys = try await library.storage.keys(writtenBefore: date)
        var removed = 0
        for start in stride(from: 0, to: keys.count, by: Self.batch) {
            let batch = Array(keys[start..<min(start + Self.batch, keys.count)])
            let referenced = try await library.catalogue.referenced(among: batch)
            let orphans = batch.filter { !referenced.contains($0) }
            try await library.storage.delete(orphans)
            removed += orphans.count
        }
        return removed
    }
}
