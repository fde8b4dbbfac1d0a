// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Logging
import Model
import NIOCore
import NIOPosix
package import RenderProtocol
import ServiceLifecycle
import Synchronization

/// Renders files in processes that cannot hurt anyone, a bounded number at a time.
///
/// It is a service: nothing is rendered before ``run()`` is called and after it has returned. Its state is behind a lock
/// rather than an actor, because a cancellation has to take effect at once, from wherever it comes.
package final class RendererPool: Service {
    private struct State {
        var pool: PoolState
        var waiters: [PoolState.Ticket: CheckedContinuation<Slot, any Error>] = [:]
        var lastTicket: PoolState.Ticket = 0
        var zygotes: [Int: RunningZygote] = [:]
        var fault: String?
    }

    /// A place in a zygote.
    private struct Slot {
        var zygote: Int
        var connection: ZygoteConnection
    }

    private struct RunningZygote {
        var pid: Int32
        var connection: ZygoteConnection
    }

    /// A zygote to start.
    private struct Start {
        var zygote: Int
        var pause: Duration
    }

    /// How long a killed child may take to be gone before its zygote is taken for broken.
    private static let endLimit = TimeAmount.seconds(5)

    private let options: PoolOptions
    private let logger: Logger
    private let state: Mutex<State>
    private let starts: AsyncStream<Start>
    private let startsContinuation: AsyncStream<Start>.Continuation

    package init(_ options: PoolOptions, logger: Logger) {
        self.options = options
        self.logger = logger
        state = Mutex(
            State(
                pool: PoolState(
                    capacity: options.capacity,
                    queueLimit: options.queueLimit,
                    rendersPerZygote: options.rendersPerZygote
                )
            )
        )
        (starts, startsContinuation) = AsyncStream.makeStream()
    }

    /// Whether a warm renderer takes jobs.
    package func isReady() -> Bool { state.withLock { $0.pool.isReady } }

    /// Why there is no renderer, where the last one could not be started.
    package func fault() -> String? { state.withLock { $0.fault } }

    /// The numbers of the processes that run, for diagnosis alone.
    package func processIDs() -> (zygotes: [Int32], children: [Int32]) {
        state.withLock { state in
            (state.zygotes.values.map(\.pid), state.zygotes.values.flatMap(\.connection.childIDs))
        }
    }

    /// Renders one file in a process of its own.
    ///
    /// The clock of `job.limits.deadline` starts when the job is handed over, not while it waits for its turn, and stands
    /// still while `onReply` runs. When this returns or throws, the process is gone.
    ///
    /// - Parameters:
    ///   - job: What to render, and what that may use.
    ///   - input: A descriptor of the regular file to render, open for reading; the pool closes it.
    ///   - onReply: Takes the media facts and the pictures, in order, while the renderer goes on with the next one; a
    ///     renderer that is ahead waits. Nothing it was given may be published before this returns. An error it throws
    ///     ends the job.
    /// - Returns: What the renderer told with its last word.
    /// - Throws: ``Failure``; what `onReply` throws; `CancellationError`.
    package func render(
        _ job: RenderJob,
        input: CInt,
        onReply: (RenderReply) async throws -> Void
    ) async throws -> RenderSummary {
        let input = Descriptor(owning: input)
        let slot = try await acquire()
        defer { release(slot) }
        try Task.checkCancellation()
        let (child, socket) = try begin(job, input: input.number, in: slot)
        let conversation = await listen(to: child, job, socket, onReply)
        let killReason = child.killReason
        child.kill(.dismissed)
        let alarm = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: Self.endLimit) {
            slot.connection.disconnect()
        }
        let end = await child.waitForEnd()
        alarm.cancel()
        return try JobOutcome(conversation: conversation, killReason: killReason, end: end).get()
    }

    /// Hands the job over.
    ///
    /// - Returns: Its child, and the host's end of the job socket, which the caller closes.
    private func begin(_ job: RenderJob, input: CInt, in slot: Slot) throws(Failure) -> (HostedChild, CInt) {
        do throws(SocketError) {
            var sockets = try SocketPair(.stream)
            let child = try slot.connection.start(job, input: input, reply: sockets.renderer)
            sockets.closeRenderer()
            return (child, sockets.takeHost().release())
        } catch {
            throw JobOutcome.unavailable("\(error)")
        }
    }

    /// Hears the child out.
    ///
    /// Takes over `socket`.
    private func listen(
        to child: HostedChild,
        _ job: RenderJob,
        _ socket: CInt,
        _ onReply: (RenderReply) async throws -> Void
    ) async -> JobConversation {
        do {
            let reader = try await JobReader(job, child: child, socket: socket)
            return await withTaskCancellationHandler {
                await reader.read(onReply: onReply)
            } onCancel: {
                child.kill(.cancelled)
            }
        } catch {
            return .consumerFailed(error)
        }
    }

    // MARK: Places

    /// Waits for a place in a zygote.
    private func acquire() async throws -> Slot {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let actions = state.withLock { state in
                    state.waiters[ticket] = continuation
                    return state.pool.requested(ticket)
                }
                perform(actions)
                // A cancellation that came before the request found nothing to take back.
                if Task.isCancelled { withdraw(ticket) }
            }
        } onCancel: {
            withdraw(ticket)
        }
    }

    private func withdraw(_ ticket: PoolState.Ticket) {
        let waiter = state.withLock { state in
            state.pool.withdrawn(ticket) ? state.waiters.removeValue(forKey: ticket) : nil
        }
        waiter?.resume(throwing: CancellationError())
    }

    private func release(_ slot: Slot) {
        perform(state.withLock { $0.pool.finished(on: slot.zygote) })
    }

    // MARK: Zygotes

    /// Keeps renderers warm until the service is shut down: then those jobs that run may end.
    ///
    /// Cancellation ends them too.
    package func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                perform(state.withLock { $0.pool.begin() })
                for await start in starts {
                    group.addTask { await self.keep(start) }
                }
                // Either all was said already, or the task was cancelled.
                stop()
            }
        } onGracefulShutdown: {
            self.stop()
        }
    }

    private func stop() {
        perform(state.withLock { $0.pool.stop() })
        startsContinuation.finish()
    }

    /// Starts a zygote after its pause and stays with it.
    private func keep(_ start: Start) async {
        if start.pause > .zero {
            // Hurried by a cancellation or a shutdown, either of which the next line sees.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: start.pause) }
        }
        if !state.withLock({ $0.pool.isStopping }), !Task.isCancelled { await attend(start.zygote) }
        lost(start.zygote)
        state.withLock { $0.zygotes[start.zygote] = nil }
    }

    private func lost(_ zygote: Int) {
        perform(state.withLock { $0.pool.lost(zygote) })
    }

    private func attend(_ zygote: Int) async {
        do throws(ZygoteProcess.StartFailure) {
            try await ZygoteProcess(options: options, logger: logger).run { pid, connection in
                state.withLock { $0.zygotes[zygote] = RunningZygote(pid: pid, connection: connection) }
            } ready: {
                self.becameReady(zygote)
            } over: {
                self.lost(zygote)
            }
            logger.debug("A renderer has ended.", metadata: ["program": "\(options.program.path)"])
        } catch {
            state.withLock { $0.fault = error.description }
            logger.error(
                "A renderer cannot be started.",
                metadata: ["program": "\(options.program.path)", "reason": "\(error)"]
            )
        }
    }

    private func becameReady(_ zygote: Int) {
        logger.debug("A renderer is warm.", metadata: ["program": "\(options.program.path)"])
        let actions = state.withLock { state in
            state.fault = nil
            return state.pool.ready(zygote)
        }
        perform(actions)
    }

    /// Carries out what was decided.
    private func perform(_ actions: [PoolState.Action]) {
        for action in actions {
            switch action {
            case .start(let zygote, let pause): startsContinuation.yield(Start(zygote: zygote, pause: pause))
            case .close(let zygote): connection(of: zygote)?.finish()
            case .assign(let ticket, let zygote): assign(ticket, to: zygote)
            case .reject(let ticket, let refusal):
                takeWaiter(ticket)?.resume(throwing: JobOutcome.unavailable(refusal.explanation))
            }
        }
    }

    private func assign(_ ticket: PoolState.Ticket, to zygote: Int) {
        guard let waiter = takeWaiter(ticket) else { return }
        if let connection = connection(of: zygote) {
            waiter.resume(returning: Slot(zygote: zygote, connection: connection))
        } else {
            // It ended between the decision and this.
            perform(state.withLock { $0.pool.finished(on: zygote) })
            waiter.resume(throwing: JobOutcome.unavailable("the zygote has ended"))
        }
    }

    private func takeWaiter(_ ticket: PoolState.Ticket) -> CheckedContinuation<Slot, any Error>? {
        state.withLock { $0.waiters.removeValue(forKey: ticket) }
    }

    private func connection(of zygote: Int) -> ZygoteConnection? {
        state.withLock { $0.zygotes[zygote]?.connection }
    }
}

extension PoolState.Refusal {
    /// The reason for the operator.
    fileprivate var explanation: String {
        switch self {
        case .queueFull: "the queue of the renderers is full"
        case .unavailable: "the renderer cannot be started"
        case .stopping: "the renderers are being shut down"
        }
    }
}
