// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import RenderProtocol
import Synchronization

/// The host's hold on one child: it can be killed, and its end awaited.
///
/// The child is only ever killed through the process descriptor that its zygote sent, never by its number.
final class HostedChild: Sendable {
    /// Why the host ended a child.
    enum KillReason: Sendable {
        case deadline
        /// It held more memory than it may.
        case memory
        case cancelled
        /// Nothing more is wanted of it: it is done, or it broke the protocol.
        case dismissed
    }

    /// What became of it.
    enum End: Sendable, Hashable {
        case reaped(ChildEnd)
        /// It never was, for the reason given.
        case refused(String)
        /// Its zygote is gone, and it went with it.
        case zygoteLost
    }

    private struct State: ~Copyable {
        var process: Descriptor?
        var pid: Int32?
        var killReason: KillReason?
        var givesWay = false
        var end: End?
        var waiter: CheckedContinuation<End, Never>?

        mutating func kill() {
            guard let running = process.take() else { return }
            running.signal(SIGKILL)
            process = consume running
        }
    }

    private let state = Mutex(State())
    private let start = ContinuousClock.now

    /// How long ago it was asked for.
    var age: Duration { start.duration(to: .now) }

    /// Takes note that the child runs, and kills it at once where that was asked for before.
    func accepted(_ process: consuming Descriptor) {
        let pid = process.processID
        var process = Optional(process)
        state.withLock { state in
            state.process = process.take()
            state.pid = pid
            if state.killReason != nil { state.kill() }
        }
    }

    /// Takes note of the end; only the first one counts.
    func ended(_ end: End) {
        let waiter = state.withLock { state -> CheckedContinuation<End, Never>? in
            guard state.end == nil else { return nil }
            state.end = end
            state.process = nil
            return state.waiter.take()
        }
        waiter?.resume(returning: end)
    }

    /// Kills the child, now or as soon as it runs.
    ///
    /// The first reason is kept.
    func kill(_ reason: KillReason) {
        state.withLock { state in
            guard state.end == nil, state.killReason == nil else { return }
            state.killReason = reason
            state.kill()
        }
    }

    /// Why the host killed it, if it did.
    var killReason: KillReason? { state.withLock { $0.killReason } }

    /// Whether it lets everyone else go first.
    var givesWay: Bool { state.withLock { $0.givesWay } }

    /// Lets everyone else go first: the server, and renders that have just begun.
    ///
    /// There is no way to do this by the process descriptor. In the instant in which the number may belong to another
    /// process already, that one gets a little less of the processor.
    func giveWay() {
        state.withLock { $0.givesWay = true }
        guard let pid, let threads = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task") else {
            return
        }
        for thread in threads.compactMap({ id_t($0) }) {
            setpriority(CInt(PRIO_PROCESS.rawValue), thread, Self.courtesy)
        }
    }

    /// The nice value (sched(7)) of one that gives way: a third of the share of others, so that it still comes to its end
    /// on a busy machine.
    private static let courtesy: CInt = 5

    /// The number of the running process, to look at it, not to end it.
    var pid: Int32? { state.withLock { $0.end == nil ? $0.pid : nil } }

    /// Waits until the process is gone.
    ///
    /// One caller only, which cancellation does not hurry.
    func waitForEnd() async -> End {
        await withCheckedContinuation { continuation in
            let end = state.withLock { state -> End? in
                if state.end == nil { state.waiter = continuation }
                return state.end
            }
            if let end { continuation.resume(returning: end) }
        }
    }
}
