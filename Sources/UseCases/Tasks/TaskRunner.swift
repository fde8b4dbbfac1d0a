// SPDX-License-Identifier: Apache-2.0

import BlobStorage
import Catalogue
import FoundationEssentials
package import Logging
import Model
package import Renderers
import ServiceLifecycle

/// Works on the queue: claims tasks, has them rendered or fetched, publishes what came of them.
package struct TaskRunner: Service {
    /// How a runner works.
    package struct Configuration: Sendable {
        /// Tasks of each lane at once.
        package var renders: Int
        package var fetches: Int
        /// How long after its last renewal a claim lapses.
        package var lease: Duration
        /// How often a claim is renewed, and its progress noted.
        package var heartbeat: Duration { min(.seconds(2), lease / 5) }
        /// How often an idle runner looks at the queue, should a hint have been lost.
        package var poll: Duration
        /// How long running tasks may go on after a graceful stop was asked for.
        package var grace: Duration

        package init(
            renders: Int,
            fetches: Int = 4,
            lease: Duration = .seconds(30),
            poll: Duration = .seconds(1),
            grace: Duration = .seconds(20)
        ) {
            self.renders = renders
            self.fetches = fetches
            self.lease = lease
            self.poll = poll
            self.grace = grace
        }
    }

    let library: AssetLibrary
    let renderers: RendererFleet
    let ledger: Ledger
    let puller: Puller
    /// Notified when a task has ended.
    let ends: TaskEnds
    let configuration: Configuration
    let logger: Logger

    var catalogue: any Catalogue { library.catalogue }
    var storage: any BlobStorage { library.storage }
    var surroundings: Surroundings { library.surroundings }

    package init(
        library: AssetLibrary,
        renderers: RendererFleet,
        puller: Puller,
        ends: TaskEnds,
        configuration: Configuration,
        logger: Logger
    ) {
        self.library = library
        self.renderers = renderers
        ledger = Ledger(
            catalogue: library.catalogue,
            storage: library.storage,
            surroundings: library.surroundings,
            renderers: renderers,
            logger: logger
        )
        self.puller = puller
        self.ends = ends
        self.configuration = configuration
        self.logger = logger
    }

    /// Works until a graceful stop, then lets running tasks finish for the grace period and hands the rest back.
    package func run() async throws {
        try await withThrowingTaskGroup { group in
            group.addTask {
                try await gracefulShutdown()
                library.work.notifyAll()
                try await Task.sleep(for: configuration.grace)
            }
            group.addTask { await work() }
            // Whichever ends first ends the other: the work on its own, or the grace period.
            defer { group.cancelAll() }
            do {
                try await group.next()
            } catch is CancellationError {}
        }
    }

    private func work() async {
        await withDiscardingTaskGroup { group in
            for _ in 0..<configuration.renders { group.addTask { await work(on: .render) } }
            for _ in 0..<configuration.fetches { group.addTask { await work(on: .fetch) } }
        }
    }

    private func work(on lane: RenderTask.Lane) async {
        let slots = lane == .render ? configuration.renders : configuration.fetches
        let signal = library.work.signal(of: lane)
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let hints = signal.count
            do {
                let now = surroundings.now()
                let leaseEnd = now.addingTimeInterval(configuration.lease.seconds)
                if let claimed = try await catalogue.claim(lane, of: slots, now: now, leaseEnd: leaseEnd) {
                    await attempt(claimed)
                    continue
                }
            } catch {
                logger.error("the queue cannot be read", metadata: ["error": "\(error)"])
            }
            await signal.wait(after: hints, atMost: configuration.poll)
        }
    }

    /// Makes one attempt at a task, and ends its claim whatever happens.
    private func attempt(_ claimed: ClaimedTask) async {
        var logger = logger
        logger[metadataKey: "task_id"] = "\(claimed.task.id)"
        switch claimed.task.subject {
        case .asset(let id): logger[metadataKey: "asset_id"] = "\(id)"
        case .content(let id): logger[metadataKey: "content_id"] = "\(id)"
        }
        logger[metadataKey: "attempt"] = "\(claimed.task.attempt)"
        let attempt = Attempt(claimed: claimed, runner: self, logger: logger)
        var trouble: (any Error)?
        do {
            try await holdingLease(of: attempt) { try await attempt.run() }
        } catch {
            // Whatever a stop made fail first, the task is to be handed back.
            trouble = Task.isCancelled ? CancellationError() : error
        }
        // A task of its own, so that the claim is ended and nothing is left behind also while this one is cancelled.
        await Task { [trouble] in
            if let trouble { await attempt.end(after: trouble) }
            ends.notify(claimed.task.id)
            if !attempt.progress.isPublished { await library.discardUnreferenced(attempt.progress.blobs) }
        }.value
    }

    /// Runs `body` while the lease is renewed; cancels it when the lease is lost.
    private func holdingLease(of attempt: Attempt, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask {
                try await body()
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: configuration.heartbeat)
                    let leaseEnd = surroundings.now().addingTimeInterval(configuration.lease.seconds)
                    let progress = attempt.progress.current
                    do {
                        let held = try await catalogue.renew(
                            attempt.claimed.claim,
                            leaseEnd: leaseEnd,
                            owed: progress.owed,
                            done: progress.done
                        )
                        guard held || attempt.progress.isPublished else { throw LeaseLost() }
                    } catch let failure as Failure {
                        attempt.logger.warning("the lease could not be renewed", metadata: ["error": "\(failure)"])
                    }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

/// Another runner has the task now.
struct LeaseLost: Error {}

extension Duration {
    /// The same span in seconds.
    var seconds: TimeInterval {
        TimeInterval(components.seconds) + TimeInterval(components.attoseconds) * 1e-18
    }
}
