// SPDX-License-Identifier: Apache-2.0

import BlobStorage
import Catalogue
import Crypto
import FoundationEssentials
import Logging
import Model
import NIOCore
import RenderProtocol
import Renderers

/// The rules for files that renderers cannot do: what failed for good is not tried again.
///
/// A file that a renderer refused is refused again, for the same order, without a renderer. One that made renderers die
/// or run out of their limits twice is quarantined: for every order when it was a crash, or when they never came to say
/// what the file is; else for the order that it happened with, since that may have asked for too much. Both hold until
/// the bytes or the engine change, or the operator releases them. What failed around the file, for want of space or of
/// a renderer, is never held against it.
///
/// Each project has a ledger of its own: nobody learns from an answer, or from how soon it comes, what others have.
struct Ledger: Sendable {
    /// What is to be rendered.
    struct Order: Sendable {
        var project: ID<Project>
        var source: StoredBlob
        var job: RenderRequest.Job
        var task: ID<RenderTask>
    }

    /// What the ledger says in place of a renderer.
    struct Refusal: Error {
        var failure: Failure
        /// What the file is, as far as a renderer once came to say so.
        var media: MediaInfo?
    }

    private let catalogue: any Catalogue
    private let storage: any BlobStorage
    private let surroundings: Surroundings
    private let versions: EngineVersions
    private let logger: Logger
    private let gate = ContentGate()

    init(
        catalogue: any Catalogue,
        storage: any BlobStorage,
        surroundings: Surroundings,
        renderers: RendererFleet,
        logger: Logger
    ) {
        self.catalogue = catalogue
        self.storage = storage
        self.surroundings = surroundings
        versions = EngineVersions(of: renderers)
        self.logger = logger
    }

    /// Runs `body`, which renders, unless the ledger knows what comes of it; and notes what came of it.
    ///
    /// - Parameter media: What the file is, as far as the renderer has said so.
    /// - Throws: ``Refusal``, and what `body` throws.
    func keeping<Result: Sendable>(
        _ order: Order,
        media: () -> MediaInfo?,
        _ body: () async throws -> Result
    ) async throws -> Result {
        let spec = try Self.fingerprint(of: order.job)
        guard let sha256 = order.source.sha256 else {
            return try await noting(order, spec, nil, media, body)
        }
        let key = LedgerKey(project: order.project, sha256: sha256)
        gate.arrive(key)
        var end: ContentGate.End?
        defer { gate.leave(key, end) }
        let strikes = try await admit(key, spec)
        end = .neither
        do {
            let result = try await noting(order, spec, key, media, body)
            end = .success
            if !strikes.isEmpty { await forgive(strikes) }
            return result
        } catch let trouble as RenderTrouble {
            end = .trouble
            throw trouble
        }
    }

    /// A digest of what a job is asked for.
    static func fingerprint(of job: RenderRequest.Job) throws -> String {
        SHA256.hash(data: try JSONEncoder.stable.encode(job)).hex
    }

    /// Waits until the order may be tried.
    ///
    /// - Returns: The strikes of this very order.
    /// - Throws: ``Refusal``.
    private func admit(_ key: LedgerKey, _ spec: String) async throws -> [ID<LedgerEntry>] {
        while true {
            try Task.checkCancellation()
            let ends = gate.ends(of: key)
            let entries = try await entries(of: key)
            if let failure = entries.verdict(on: spec) {
                throw Refusal(failure: failure, media: entries.last { $0.media != nil }?.media)
            }
            let left = RetryPolicy.strikes - entries.strikes(against: spec).count
            if gate.enter(key, limit: left, after: ends) {
                return entries.filter { $0.cause.isStrike && $0.spec == spec }.map(\.id)
            }
            await gate.wait(for: key, after: ends)
        }
    }

    /// The entries of a content that hold; those of another engine go.
    private func entries(of key: LedgerKey) async throws -> [LedgerEntry] {
        var current: [LedgerEntry] = []
        var past: [ID<LedgerEntry>] = []
        for entry in try await catalogue.ledger(of: key) {
            guard let version = await versions.version(of: entry.renderers) else { continue }
            if version == entry.engine { current.append(entry) } else { past.append(entry.id) }
        }
        if !past.isEmpty { _ = try await catalogue.forget(past) }
        return current
    }

    /// Runs `body`, and enters what the file is to blame for.
    private func noting<Result: Sendable>(
        _ order: Order,
        _ spec: String,
        _ key: LedgerKey?,
        _ media: () -> MediaInfo?,
        _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch let trouble as RenderTrouble {
            do {
                try await enter(trouble, order, spec, key, media())
            } catch {
                // The task fails all the same; the next one of the same content tries once more.
                logger.warning("the ledger was not kept", metadata: ["task_id": "\(order.task)", "error": "\(error)"])
            }
            throw trouble
        }
    }

    private func enter(
        _ trouble: RenderTrouble,
        _ order: Order,
        _ spec: String,
        _ known: LedgerKey?,
        _ media: MediaInfo?
    ) async throws {
        guard let cause = LedgerEntry.Cause(trouble.failure),
            let engine = await versions.version(of: trouble.renderers)
        else { return }
        let key: LedgerKey =
            if let known { known } else {
                LedgerKey(project: order.project, sha256: try await digest(of: order.source))
            }
        let entry = LedgerEntry(
            id: surroundings.newID(),
            key: key,
            spec: spec,
            renderers: trouble.renderers,
            engine: engine,
            cause: cause,
            isOfContent: cause == .crash || cause.isStrike && media == nil,
            failure: trouble.failure,
            media: media,
            task: order.task,
            date: surroundings.now()
        )
        try await catalogue.record(entry)
    }

    /// The digest of a file that was stored before digests were kept; it has one from now on.
    private func digest(of source: StoredBlob) async throws -> String {
        var digest = SHA256()
        for try await bytes in try await storage.read(source.key, range: 0..<source.size) {
            bytes.withUnsafeReadableBytes { digest.update(bufferPointer: $0) }
        }
        let sha256 = digest.finalize().hex
        try await catalogue.note(sha256: sha256, of: source.key)
        return sha256
    }

    /// Forgets the strikes of an order that was done after all.
    private func forgive(_ strikes: [ID<LedgerEntry>]) async {
        do {
            _ = try await catalogue.forget(strikes)
        } catch {
            logger.warning("the ledger was not kept", metadata: ["error": "\(error)"])
        }
    }
}
