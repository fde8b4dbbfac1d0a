// SPDX-License-Identifier: Apache-2.0

import CSandbox
import FoundationEssentials
import Glibc
import RenderProtocol

/// A warm process that forks one child for each job.
///
/// Its control socket is descriptor 0. It has one thread, holds no file of anyone, and ends when the socket does.
package struct Zygote<Engine: RenderEngine>: ~Copyable {
    private let control: PacketSocket
    private let processID: CInt
    /// Children not reaped yet.
    private var children: [Child] = []

    /// A child, by its process descriptor, which becomes readable when it ends.
    private struct Child {
        var job: UInt64
        var pid: CInt
        var descriptor: CInt
    }

    /// Runs a renderer program: warms `Engine`, then serves until the host has no more jobs.
    ///
    /// With the argument `--describe` it tells what the engine is made of instead.
    ///
    /// - Parameters:
    ///   - name: The program's name, for its host and its messages.
    ///   - threads: How many threads the warm process must have: one more that it does not know of, and its children
    ///     would hang on a lock that nobody is left to release.
    package static func main(name: String, threads: Int = 1) -> Never {
        if CommandLine.arguments.dropFirst() == ["--describe"] {
            for line in Engine.describe() { print(line) }
            exit(0)
        }
        var zygote = Zygote(name: name, threads: threads)
        zygote.run()
        exit(0)
    }

    /// Warms `Engine` and greets the host; ends the process when either cannot be done.
    package init(name: String, threads: Int) {
        var status = stat()
        guard unsafe fstat(0, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else {
            Self.leave("\(name) is started by vignette, which holds the other end of its standard input.", status: 64)
        }
        // The number 0 stays taken until the process ends.
        control = PacketSocket(owning: Descriptor(owning: 0))
        processID = getpid()
        _ = vignette_keep_standard_descriptors()
        Engine.warm()
        let found = Self.threadCount()
        guard found == threads else {
            let reason = "\(found) threads after warming, where \(threads) was expected"
            try? control.send(ZygoteReport.unfit(reason))
            Self.leave("\(name): \(reason)", status: 70)
        }
        do {
            try control.send(ZygoteReport.ready(Greeting(name: name)))
        } catch {
            Self.leave("\(name): \(error)", status: 70)
        }
    }

    /// Serves until the control socket ends.
    package mutating func run() {
        while serveNext(timeout: -1) {}
    }

    /// Waits up to `timeout` milliseconds (-1: without end) and does what is due: starts jobs, reaps children.
    ///
    /// - Returns: Whether to go on. After `false` no child is left.
    package mutating func serveNext(timeout: CInt) -> Bool {
        var waits = [pollfd(fd: control.number, events: Int16(POLLIN), revents: 0)]
        waits += children.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        guard unsafe poll(&waits, nfds_t(waits.count), timeout) >= 0 else {
            // Interrupted by a signal: nothing was due.
            if errno == EINTR { return true }
            return end()
        }
        for wait in waits.dropFirst() where wait.revents != 0 {
            guard reap(wait.fd) else { return end() }
        }
        guard waits[0].revents != 0 else { return true }
        return takeJob() || end()
    }

    /// Takes the message that waits.
    ///
    /// Returns false when there is none and will be none, or the host is gone.
    private mutating func takeJob() -> Bool {
        do {
            guard var packet = try control.receive() else { return false }
            guard let request = packet.decode(RenderRequest.self) else { return false }
            guard let input = packet.takeDescriptor(), let reply = packet.takeDescriptor() else {
                try control.send(ZygoteReport.refused(id: request.id, reason: "a job without its two descriptors"))
                return true
            }
            try start(request, input: input, reply: reply)
            return true
        } catch {
            return false
        }
    }

    private mutating func start(
        _ request: RenderRequest,
        input: borrowing Descriptor,
        reply: borrowing Descriptor
    ) throws(SocketError) {
        let pid = vignette_fork()
        if pid == 0 {
            Confinement.enter(input: input.number, reply: reply.number, parent: processID, limits: request.limits)
            RenderChild<Engine>.run(request)
        }
        guard pid > 0 else {
            try control.send(ZygoteReport.refused(id: request.id, reason: "fork: errno \(-pid)"))
            return
        }
        let descriptor = vignette_open_process(pid)
        guard descriptor >= 0 else {
            vignette_kill_and_reap(pid)
            try control.send(ZygoteReport.refused(id: request.id, reason: "pidfd_open: errno \(-descriptor)"))
            return
        }
        children.append(Child(job: request.id, pid: pid, descriptor: descriptor))
        try control.send(ZygoteReport.accepted(id: request.id, pid: pid), with: [descriptor])
    }

    /// Reaps the child of a process descriptor and tells its end.
    ///
    /// Returns false when the host is gone.
    private mutating func reap(_ descriptor: CInt) -> Bool {
        guard let index = children.firstIndex(where: { $0.descriptor == descriptor }) else { return true }
        let child = children[index]
        var end = vignette_end()
        guard unsafe vignette_reap(child.pid, &end) != 0 else { return true }
        children.remove(at: index)
        close(descriptor)
        let told = ChildEnd(
            cause: end.signaled != 0 ? .signal(end.number) : .exit(status: end.number),
            cpu: end.cpu_milliseconds,
            peakMemory: end.peak_memory
        )
        do {
            try control.send(ZygoteReport.ended(id: child.job, told))
            return true
        } catch {
            return false
        }
    }

    /// Ends all children.
    ///
    /// Returns false, for ``serveNext(timeout:)``.
    private mutating func end() -> Bool {
        for child in children {
            vignette_kill_and_reap(child.pid)
            close(child.descriptor)
        }
        children = []
        return false
    }

    private static func threadCount() -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 0
    }

    private static func leave(_ message: String, status: CInt) -> Never {
        let line = Array((message + "\n").utf8)
        _ = unsafe write(2, line, line.count)
        _exit(status)
    }
}
