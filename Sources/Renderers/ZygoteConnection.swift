// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging
import RenderProtocol
import Synchronization

/// The host's end of a zygote's control socket.
final class ZygoteConnection: Sendable {
    private struct State {
        var children: [UInt64: HostedChild] = [:]
        var lastJob: UInt64 = 0
        var isOver = false
        var isReady = false
        var complaint: String?
        var sandbox: SandboxReport?
        var pid: Int32?
    }

    private let socket: PacketSocket
    private let requiredSandbox: SandboxLevel
    private let logger: Logger
    private let state = Mutex(State())

    /// - Parameter requiredSandbox: The least that its children must be locked in; otherwise it is given no job.
    init(owning socket: consuming Descriptor, requiredSandbox: SandboxLevel, logger: Logger) {
        self.socket = PacketSocket(owning: socket)
        self.requiredSandbox = requiredSandbox
        self.logger = logger
    }

    /// Has a child made for `job`.
    ///
    /// - Parameters:
    ///   - job: What to render.
    ///   - input: The file; stays the caller's.
    ///   - reply: The child's end of the job socket; stays the caller's.
    /// - Returns: The child, which may not exist yet.
    /// - Throws: ``SocketError`` when the zygote does not take it.
    func start(_ job: RenderJob, input: CInt, reply: CInt) throws(SocketError) -> HostedChild {
        let child = HostedChild()
        let id = state.withLock { state -> UInt64? in
            guard !state.isOver else { return nil }
            state.lastJob += 1
            state.children[state.lastJob] = child
            return state.lastJob
        }
        guard let id else { throw SocketError("send", code: EPIPE) }
        do {
            try socket.send(RenderRequest(id: id, job: job.job, limits: job.limits), with: [input, reply])
        } catch {
            _ = state.withLock { $0.children.removeValue(forKey: id) }
            throw error
        }
        return child
    }

    /// Tells the zygote that no job will follow: it ends.
    func finish() {
        socket.finish()
    }

    /// Ends the connection, and with it the zygote and its children.
    func disconnect() {
        socket.disconnect()
    }

    /// Numbers of the children that run, for diagnosis alone.
    var childIDs: [Int32] { state.withLock { $0.children.values.compactMap(\.pid) } }

    /// Whether the zygote ever was ready.
    var wasReady: Bool { state.withLock { $0.isReady } }

    /// How its children are locked in; `nil` before it told.
    var sandbox: SandboxReport? { state.withLock { $0.sandbox } }

    /// The number of the process that serves, once it is ready.
    var processID: Int32? { state.withLock { $0.pid } }

    /// What a zygote that does not serve says of it.
    var complaint: String? { state.withLock { $0.complaint } }

    /// Takes what the zygote reports until the connection ends.
    ///
    /// Blocks its thread.
    ///
    /// - Parameters:
    ///   - ready: Called once, when the zygote has warmed up.
    ///   - over: Called once, when the connection has ended and before any of its jobs hears of that.
    func receiveReports(ready: () -> Void, over: () -> Void) {
        do {
            while var packet = try socket.receive() {
                guard let report = packet.decode(ZygoteReport.self) else {
                    logger.error("A zygote sent something that is no report.")
                    break
                }
                guard take(report, packet.takeDescriptor(), ready: ready) else { break }
            }
        } catch {
            logger.warning("The control socket of a zygote failed.", metadata: ["error": "\(error)"])
        }
        socket.disconnect()
        let orphans = state.withLock { state in
            state.isOver = true
            defer { state.children = [:] }
            return state.children.values
        }
        over()
        for child in orphans {
            child.kill(.dismissed)
            child.ended(.zygoteLost)
        }
    }

    /// Returns whether to go on.
    private func take(_ report: ZygoteReport, _ descriptor: consuming Descriptor?, ready: () -> Void) -> Bool {
        switch report {
        case .ready(let greeting):
            guard greeting.version == Greeting.currentVersion else {
                state.withLock { $0.complaint = "it speaks version \(greeting.version) of the protocol" }
                return false
            }
            let pid = descriptor?.processID
            state.withLock { state in
                state.sandbox = greeting.sandbox
                state.pid = pid
            }
            guard greeting.sandbox.level >= requiredSandbox else {
                let reason = greeting.sandbox.reason.map { " (\($0))" } ?? ""
                let complaint =
                    "its sandbox is '\(greeting.sandbox.level.rawValue)'\(reason), and sandbox.require asks for"
                    + " '\(requiredSandbox.rawValue)'"
                state.withLock { $0.complaint = complaint }
                return false
            }
            state.withLock { $0.isReady = true }
            ready()
        case .unfit(let reason):
            state.withLock { $0.complaint = reason }
            return false
        case .accepted(let id):
            guard let process = descriptor else { return false }
            child(id)?.accepted(process)
        case .refused(let id, let reason):
            remove(id)?.ended(.refused(reason))
        case .ended(let id, let end):
            let child = remove(id)
            logger.debug(
                "A renderer's child ended.",
                metadata: [
                    "end": "\(end.cause)", "cpu": "\(end.cpu) ms", "memory": "\(end.peakMemory)",
                    "wall": "\(Int((child?.age ?? .zero) / .milliseconds(1))) ms",
                ]
            )
            child?.ended(.reaped(end))
        }
        return true
    }

    private func child(_ id: UInt64) -> HostedChild? {
        state.withLock { $0.children[id] }
    }

    private func remove(_ id: UInt64) -> HostedChild? {
        state.withLock { $0.children.removeValue(forKey: id) }
    }
}
