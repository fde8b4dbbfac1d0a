// SPDX-License-Identifier: Apache-2.0

import BlobStorage
import Catalogue
import FoundationEssentials
import Logging
import Model
import NIOCore
import RenderProtocol
import Renderers
import Synchronization

/// One try at a task, by the holder of its lease.
struct Attempt: Sendable {
    /// Pictures up to which each is made durable by itself.
    private static let fewPictures = 4

    let claimed: ClaimedTask
    let runner: TaskRunner
    let logger: Logger
    let progress = Progress()

    private var task: RenderTask { claimed.task }

    /// Does the work and publishes it.
    func run() async throws {
        switch task.work {
        case .snapshots(let order): try await takeSnapshots(order)
        case .ingest(let cover): try await ingest(cover: cover)
        case .pull(let url): try await pull(url)
        case .thumbnails(let spec): try await makeThumbnails(spec)
        }
    }

    // MARK: The kinds of work

    private func takeSnapshots(_ order: SnapshotOrder) async throws {
        let summary = try await render(.snapshots(order.spec))
        try await publish(outcome(of: order, notes: summary.notes))
    }

    /// What the pictures of `order` come to that were made, and those that were not.
    private func outcome(of order: SnapshotOrder, notes: [String]) -> TaskOutcome {
        var outcome = TaskOutcome()
        outcome.pictures = progress.pictures
        outcome.missing = progress.missing
        outcome.failure = partialFailure
        outcome.media = progress.media
        outcome.notes = notes
        outcome.cover = cover(of: order)
        return outcome
    }

    /// Why the task is not whole, if it is not: how much is missing, and the first reason.
    private var partialFailure: Failure? {
        let (made, missing) = (progress.pictures, progress.missing)
        guard var failure = missing.first?.failure else { return nil }
        failure.message = "\(missing.count) of \(made.count + missing.count) pictures are missing. \(failure.message)"
        return failure
    }

    private func makeThumbnails(_ spec: ThumbnailSpec) async throws {
        let summary = try await render(.thumbnails(spec))
        var outcome = TaskOutcome()
        outcome.pictures = progress.pictures
        outcome.media = progress.media
        outcome.notes = summary.notes
        try await publish(outcome)
    }

    /// The picture that becomes the cover: the one that was asked for, unless another one was since then; else the
    /// first, which gives way to any cover.
    private func cover(of order: SnapshotOrder) -> TaskOutcome.Cover? {
        let index = (order.coverPosition ?? 1) - 1
        guard let picture = progress.pictures.first(where: { $0.picture.index == index }) else { return nil }
        return TaskOutcome.Cover(blob: picture.blob, chosen: order.coverPosition == nil ? nil : task.created)
    }

    /// Finds out what the file is.
    ///
    /// A file without a video track is as good as any: it has no cover.
    private func ingest(cover: Bool) async throws {
        var outcome = TaskOutcome()
        do {
            _ = try await render(.snapshots(SnapshotSpec(instants: cover ? .cover : .first, maxLength: nil)))
            if cover, let picture = progress.pictures.first {
                outcome.pictures = [picture]
                outcome.cover = TaskOutcome.Cover(blob: picture.blob)
            }
        } catch let failure as Failure where failure.code == .noVideo && progress.media != nil {
            logger.debug("the asset has no video track")
        }
        outcome.media = progress.media
        try await publish(outcome)
    }

    private func pull(_ url: String) async throws {
        guard let id = task.asset, let record = try await runner.catalogue.asset(id, in: task.project) else {
            throw LeaseLost()
        }
        let source = try await runner.puller.pull(url)
        progress.stored(source.key)
        if let expected = record.asset.expectedMD5, expected != source.md5 {
            throw Failure(.permanent, .digestMismatch, "The fetched video does not have the MD5 that was announced.")
        }
        var outcome = TaskOutcome()
        outcome.source = source
        outcome.assetState = record.asset.autoPublish ? .published : .created
        outcome.newTasks = [runner.library.firstTask(for: record.asset, hasCover: record.files[.cover] != nil)]
        try await publish(outcome)
        runner.library.work.notify(about: outcome.newTasks)
    }

    /// Has the pictures made, unless the ledger knows that they cannot be, and stores each as it comes.
    private func render(_ job: RenderRequest.Job) async throws -> RenderSummary {
        guard let source = claimed.source else {
            throw Failure(.permanent, .uploadMissing, "There is nothing to render.")
        }
        let order = Ledger.Order(project: task.project, source: source, job: job, task: task.id)
        do {
            return try await runner.ledger.keeping(order, media: { progress.media }) {
                let input = try await descriptor(of: source)
                return try await runner.renderers.render(job, input: input) { reply in
                    switch reply {
                    case .media(let media, let owed):
                        progress.learnt(media, owed: owed)
                        if owed > Self.fewPictures { progress.begin(try await runner.storage.batch()) }
                    case .picture(let picture, let bytes): try await store(picture, bytes, as: job.format)
                    case .missing(let picture): progress.lacks(picture)
                    case .done, .failed, .elsewhere: break
                    }
                }
            }
        } catch let refusal as Ledger.Refusal {
            if let media = refusal.media { progress.learnt(media, owed: 0) }
            throw refusal.failure
        } catch let trouble as RenderTrouble {
            throw trouble.failure
        }
    }

    /// Opens the source.
    ///
    /// When another took its place since the task was claimed, it may be gone: the next attempt has the other.
    private func descriptor(of source: StoredBlob) async throws -> CInt {
        do {
            return try await runner.storage.descriptor(of: source.key)
        } catch let failure where failure.code == .pictureNotFound {
            throw Failure(.resource, .uploadMissing, "The file is not there any more.", evidence: failure.evidence)
        }
    }

    private func store(_ picture: Picture, _ bytes: Data, as format: PictureFormat) async throws {
        let writer =
            if let batch = progress.batch { try await batch.create() } else { try await runner.storage.create() }
        do {
            try await writer.write(ByteBuffer(bytes: bytes))
            let size = try await writer.commit()
            let blob = StoredBlob(key: writer.key, size: size, md5: nil, mediaType: format.mediaType)
            progress.made(StoredPicture(picture: picture, blob: blob))
        } catch {
            await writer.abandon()
            throw error
        }
    }

    private func publish(_ outcome: TaskOutcome) async throws {
        try await progress.batch?.settle()
        guard
            let orphans = try await runner.catalogue.publish(outcome, of: claimed.claim, now: runner.surroundings.now())
        else { throw LeaseLost() }
        progress.published()
        await runner.library.discard(orphans)
        logger.info("task succeeded", metadata: ["pictures": "\(outcome.pictures.count)"])
    }

    /// Whether the pictures that were made are on the disk.
    private func isSettled() async -> Bool {
        do {
            try await progress.batch?.settle()
            return true
        } catch {
            return false
        }
    }

    // MARK: The end of an attempt that did not succeed

    /// Ends the claim after `error`: the task fails, is tried again later, or is handed back.
    func end(after error: any Error) async {
        do {
            switch error {
            case is LeaseLost:
                logger.notice("the lease was lost")
            case is CancellationError:
                _ = try await runner.catalogue.release(claimed.claim)
                runner.library.work.notify(about: [task])
            case let failure as Failure:
                try await settle(failure)
            default:
                try await settle(Failure(.transient, .internalError, "The task failed.", evidence: "\(error)"))
            }
        } catch {
            logger.error("a claim could not be ended: its lease will lapse", metadata: ["error": "\(error)"])
        }
    }

    private func settle(_ failure: Failure) async throws {
        let now = runner.surroundings.now()
        var generator = runner.surroundings.randomness()
        let chance = Double.random(in: 0...1, using: &generator)
        let details: Logger.Metadata = [
            "code": "\(failure.code.rawValue)", "reason": "\(failure.message)", "evidence": "\(failure.evidence ?? "")",
        ]
        switch RetryPolicy.decide(on: failure, of: task, chance: chance) {
        case .fail:
            if case .snapshots(let order) = task.work, !progress.pictures.isEmpty, await isSettled() {
                progress.gaveUp(failure)
                try await publish(outcome(of: order, notes: []))
                return
            }
            let state: Asset.State? = if case .pull = task.work { .failed } else { nil }
            _ = try await runner.catalogue.fail(
                claimed.claim,
                with: failure,
                media: progress.media,
                assetState: state,
                now: now
            )
            logger.info("task failed", metadata: details)
        case .retry(let wait, let strike):
            _ = try await runner.catalogue.retry(
                claimed.claim,
                after: failure,
                strike: strike,
                runAt: now.addingTimeInterval(wait)
            )
            logger.warning("task will be tried again", metadata: details)
        }
    }
}

/// What an attempt has come to so far.
final class Progress: Sendable {
    private struct State {
        var media: MediaInfo?
        var owed = 0
        var pictures: [StoredPicture] = []
        var missing: [MissingPicture] = []
        var blobs: [BlobKey] = []
        var batch: (any BlobBatch)?
        var isPublished = false
    }

    private let state = Mutex(State())

    var media: MediaInfo? { state.withLock(\.media) }
    var pictures: [StoredPicture] { state.withLock(\.pictures) }
    /// Those that could not be made.
    var missing: [MissingPicture] { state.withLock(\.missing) }
    /// Whether the outcome has become visible, and with that the claim has ended.
    var isPublished: Bool { state.withLock(\.isPublished) }
    /// Everything that was stored.
    var blobs: [BlobKey] { state.withLock(\.blobs) }
    /// What the pictures are stored in, where they are made durable together.
    var batch: (any BlobBatch)? { state.withLock(\.batch) }
    var current: (owed: Int, done: Int) { state.withLock { ($0.owed, $0.pictures.count) } }

    func learnt(_ media: MediaInfo, owed: Int) {
        state.withLock {
            $0.media = media
            $0.owed = owed
        }
    }

    func begin(_ batch: any BlobBatch) {
        state.withLock { $0.batch = batch }
    }

    func made(_ picture: StoredPicture) {
        state.withLock {
            $0.pictures.append(picture)
            $0.blobs.append(picture.blob.key)
        }
    }

    func lacks(_ picture: MissingPicture) {
        state.withLock { $0.missing.append(picture) }
    }

    /// Takes note that no picture follows those that were told of, because of `failure`.
    func gaveUp(_ failure: Failure) {
        state.withLock { state in
            for index in state.pictures.count + state.missing.count..<max(state.owed, state.pictures.count + 1) {
                state.missing.append(MissingPicture(index: index, instant: nil, failure: failure))
            }
        }
    }

    func published() {
        state.withLock { $0.isPublished = true }
    }

    func stored(_ blob: BlobKey) {
        state.withLock { $0.blobs.append(blob) }
    }
}
