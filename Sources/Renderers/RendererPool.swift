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
/// It is a service: nothing is rendered before ``run()`` is called and after it has returned. Its state is behind a
/// lock rather than an actor, because a cancellation has to take effect at once, from wherever it comes.
package final class RendererPool: Service {
    struct State {
        var pool: PoolState
        var waiters: [PoolState.Ticket: CheckedContinuation<Slot, any Error>] = [:]
        var lastTicket: PoolState.Ticket = 0
        var zygotes: [Int: RunningZygote] = [:]
        var fault: String?
    }

    /// A place in a zygote.
    struct Slot {
        var zygote: Int
        var connection: ZygoteConnection
    }

    struct RunningZygote {
        var pid: Int32
        var connection: ZygoteConnection
    }

    /// A zygote to start.
    struct Start {
        var zygote: Int
        var pause: Duration
    }

    /// How long a killed child may take to be gone before its zygote is taken for broken.
    private static let endLimit = TimeAmount.seconds(5)

    let options: PoolOptions
    let logger: Logger
    let state: Mutex<State>
    let starts: AsyncStream<Start>
    let startsContinuation: AsyncStream<Start>.Continuation

    package init(_ options: PoolOptions, logger: Logger) {
        self.options = options
        var logger = logger
        logger[metadataKey: "renderer"] = "\(options.program.name)"
        self.logger = logger
        state = Mutex(
            State(
                pool: PoolState(
                    capacity: options.capacity,
                    queueLimit: options.queueLimit,
                    rendersPerZygote: options.rendersPerZygote,
                    startsLazily: options.startsLazily
                )
            )
        )
        (starts, startsContinuation) = AsyncStream.makeStream()
    }

    /// Whether a warm renderer takes jobs.
    package func isReady() -> Bool { state.withLock { $0.pool.isReady } }

    /// Why there is no renderer, where the last one could not be started.
    package func fault() -> String? { state.withLock { $0.fault } }

    /// How the children of the zygote that serves are locked in; `nil` before one was started.
    package func sandbox() -> SandboxReport? {
        state.withLock { $0.zygotes.values.lazy.compactMap(\.connection.sandbox).first }
    }

    /// The numbers of the processes that run, for diagnosis alone.
    package func processIDs() -> (zygotes: [Int32], children: [Int32]) {
        state.withLock { state in
            (
                state.zygotes.values.map { $0.connection.processID ?? $0.pid },
                state.zygotes.values.flatMap(\.connection.childIDs)
            )
        }
    }

    /// Renders one file in a process of its own.
    ///
    /// The clock of `job.limits.deadline` starts when the job is handed over, not while it waits for its turn, and
    /// stands still while `onReply` runs. When this returns or throws, the process is gone.
    ///
    /// - Parameters:
    ///   - job: What to render, and what that may use.
    ///   - input: A descriptor of the regular file to render, open for reading; the pool closes it.
    ///   - onReply: Takes the media facts and the pictures, in order, while the renderer goes on with the next one; a
    ///     renderer that is ahead waits. Nothing it was given may be published before this returns. An error it throws
    ///     ends the job.
    /// - Returns: What the renderer told with its last word; nothing was replied before `elsewhere`.
    /// - Throws: ``Failure``; what `onReply` throws; `CancellationError`.
    package func render(
        _ job: RenderJob,
        input: CInt,
        onReply: (RenderReply) async throws -> Void
    ) async throws -> RenderResult {
        let input = Descriptor(owning: input)
        return try await render(job, onReply) { job, slot throws(Failure) in
            let (child, socket) = try begin(job, input: input.number, in: slot)
            return Beginning(child: child, socket: socket)
        }
    }

    /// Renders a source that its child reads through this process, by range.
    ///
    /// The clock stands still while the source is waited for as well.
    ///
    /// - Parameters:
    ///   - job: What to render, and what that may use.
    ///   - source: What the child asks for.
    ///   - onReply: As ``render(_:input:onReply:)`` has it.
    /// - Returns: As there.
    /// - Throws: As there, and ``SourceTrouble``.
    func render(
        _ job: RenderJob,
        source: SourceWindow,
        onReply: (RenderReply) async throws -> Void
    ) async throws -> RenderResult {
        try await render(job, onReply) { job, slot throws(Failure) in
            var job = job
            // Each further thread opens the source anew: its headers would be fetched once more.
            job.limits.threads = 1
            var questions = try Self.sockets()
            let (child, socket) = try begin(job, input: questions.renderer, in: slot)
            questions.closeRenderer()
            let server = SourceServer(source, for: child, within: job.limits)
            return Beginning(child: child, socket: socket, server: server, questions: questions.takeHost().release())
        }
    }

    /// A job that was handed over.
    private struct Beginning {
        var child: HostedChild
        /// The host's end of the job socket.
        var socket: CInt
        /// Who answers for its source, and on which socket, where it is not a file.
        var server: SourceServer?
        var questions: CInt = -1
    }

    private func render(
        _ job: RenderJob,
        _ onReply: (RenderReply) async throws -> Void,
        begin: (RenderJob, Slot) throws(Failure) -> Beginning
    ) async throws -> RenderResult {
        let slot = try await acquire()
        defer { release(slot) }
        try Task.checkCancellation()
        var job = job
        job.limits.threads = 1 + state.withLock { $0.pool.idlePlaces }
        let beginning = try begin(job, slot)
        let child = beginning.child
        let conversation = await listen(to: beginning, job, onReply)
        let killReason = child.killReason
        child.kill(.dismissed)
        let alarm = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: Self.endLimit) {
            slot.connection.disconnect()
        }
        let end = await child.waitForEnd()
        alarm.cancel()
        switch beginning.server?.fault {
        case .source(let failure): throw SourceTrouble(failure: failure)
        case .violation(let violation): throw JobOutcome.crash("protocol: \(violation)")
        case nil: break
        }
        return try JobOutcome(
            conversation: conversation,
            killReason: killReason,
            end: end,
            limits: job.limits
        ).get()
    }

    /// Hands the job over.
    ///
    /// - Returns: Its child, and the host's end of the job socket, which the caller closes.
    private func begin(_ job: RenderJob, input: CInt, in slot: Slot) throws(Failure) -> (HostedChild, CInt) {
        var sockets = try Self.sockets()
        do throws(SocketError) {
            let child = try slot.connection.start(job, input: input, reply: sockets.renderer)
            sockets.closeRenderer()
            return (child, sockets.takeHost().release())
        } catch {
            throw JobOutcome.unavailable("\(error)")
        }
    }

    private static func sockets() throws(Failure) -> SocketPair {
        do throws(SocketError) {
            return try SocketPair(.stream)
        } catch {
            throw JobOutcome.unavailable("\(error)")
        }
    }

    /// Hears the child out.
    ///
    /// Takes over its sockets.
    private func listen(
        to beginning: Beginning,
        _ job: RenderJob,
        _ onReply: (RenderReply) async throws -> Void
    ) async -> JobConversation {
        let child = beginning.child
        do {
            let reader = try await JobReader(job, child: child, socket: beginning.socket)
            // It ends with the child, or is cancelled when the reader has heard enough.
            async let _: Void? = beginning.server?.serve(beginning.questions, clock: reader.clock)
            return await withTaskCancellationHandler {
                await reader.read(onReply: onReply)
            } onCancel: {
                child.kill(.cancelled)
            }
        } catch {
            if beginning.server != nil { close(beginning.questions) }
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
}
