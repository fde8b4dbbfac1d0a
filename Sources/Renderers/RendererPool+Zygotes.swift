// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging
import RenderProtocol
import ServiceLifecycle
import Synchronization

/// How a pool keeps its zygotes, and carries out what its state decides.
extension RendererPool {
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
        // It goes with the last pool that worked in it; as long as something is in it this has no effect.
        _ = unsafe rmdir(options.workFolder)
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
        if connection(of: zygote)?.processID.flatMap({ ChildWatch.held(by: $0) }) == nil {
            logger.warning("/proc does not tell the memory of renderers: it is not watched.")
        }
        let actions = state.withLock { state in
            state.fault = nil
            return state.pool.ready(zygote)
        }
        perform(actions)
    }

    /// Carries out what was decided.
    func perform(_ actions: [PoolState.Action]) {
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
