// SPDX-License-Identifier: Apache-2.0

import CSandbox
import FoundationEssentials
import Glibc
import RenderProtocol

/// A warm process that forks one child for each job.
///
/// Its control socket is descriptor 0. It has one thread, holds no file of anyone, and ends when the socket does.
package struct Zygote<Engine: RenderEngine>: ~Copyable {
    private let name: String
    private let control: PacketSocket
    private let processID: CInt
    private let confinement: Confinement
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
    package static func main(name: String) -> Never {
        vignette_keep_memory()
        var zygote = Zygote(name: name)
        zygote.begin()
        zygote.run()
        exit(0)
    }

    /// Takes over the descriptors that the host left, before the engine's library opens any of its own, and moves into
    /// namespaces and a root of its own.
    ///
    /// Ends the process where there is no host, or where the argument `--describe` asks what the engine is made of, or
    /// `--prove-sandbox` how its children are locked in. The argument `--kill-unknown-calls` ends children that make a system call that no decoder is known to need; with
    /// `--without-sandbox`, which no host passes, tests show what the sandbox is good for.
    package init(name: String) {
        let arguments = CommandLine.arguments.dropFirst()
        switch arguments {
        case ["--describe"]:
            for line in Engine.describe() { print(line) }
            exit(0)
        case ["--prove-sandbox"]:
            print(SandboxProof(of: Self.confine([])).run())
            exit(0)
        default: break
        }
        var status = stat()
        guard unsafe fstat(0, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else {
            Self.leave("\(name) is started by vignette, which holds the other end of its standard input.", status: 64)
        }
        self.name = name
        control = PacketSocket(owning: Descriptor(owning: 0))
        _ = vignette_keep_standard_descriptors()
        _ = vignette_reserve_child_descriptors()
        confinement = Self.confine(arguments)
        processID = getpid()
    }

    /// Moves into namespaces, where the kernel allows it, and tells what children will have to give up.
    private static func confine(_ arguments: ArraySlice<String>) -> Confinement {
        let paths = PrivateRoot.commonPaths() + Engine.needs.paths
        var confinement = Confinement(
            needs: Engine.needs,
            paths: paths,
            level: .none,
            killsUnknownCalls: arguments.contains("--kill-unknown-calls")
        )
        guard !arguments.contains("--without-sandbox") else { return confinement }
        let isAlone = PrivateRoot(paths: paths).enter()
        vignette_bound_capabilities()
        confinement.level = vignette_landlock_version() <= 0 ? .seccomp : isAlone ? .full : .landlock
        confinement.openPaths()
        return confinement
    }

    /// Warms `Engine` and greets the host; ends the process when either cannot be done.
    package func begin() {
        Engine.warm()
        RenderFrame.rehearse()
        for rehearsal in Engine.rehearsals {
            if let fault = rehearsal.run(on: Engine.self) { refuse("a file of its own is not rendered: \(fault)") }
        }
        vignette_leave_gaps()
        let found = Self.threadCount()
        // With one more, its children would hang on a lock that nobody is left to release.
        guard found == 1 else { refuse("\(found) threads after warming, where 1 was expected") }
        do {
            let sandbox = SandboxProof(of: confinement).run()
            let greeting = ZygoteReport.ready(Greeting(name: name, sandbox: sandbox))
            let descriptor = vignette_open_process(processID)
            defer { close(descriptor) }
            try control.send(greeting, with: [descriptor])
        } catch {
            Self.leave("\(name): \(error)", status: 70)
        }
    }

    /// Tells the host why this process cannot serve, and ends it.
    package func refuse(_ reason: String) -> Never {
        try? control.send(ZygoteReport.unfit(reason))
        Self.leave("\(name): \(reason)", status: 70)
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
        let folder = Engine.needs.fileBytes > 0 ? Self.folder(of: request.id) : nil
        guard folder.map({ unsafe mkdir($0, 0o700) == 0 }) ?? true else {
            try control.send(ZygoteReport.refused(id: request.id, reason: "mkdir: errno \(errno)"))
            return
        }
        let pid = vignette_fork()
        if pid == 0 {
            vignette_begin_large_page()
            for child in children { close(child.descriptor) }
            guard folder.map({ unsafe chdir($0) == 0 }) ?? true else { _exit(ExitStatus.notConfined) }
            confinement.enter(
                input: input.number,
                reply: reply.number,
                parent: processID,
                limits: request.limits
            )
            RenderChild<Engine>.run(request)
        }
        guard pid > 0 else {
            removeFolder(of: request.id)
            try control.send(ZygoteReport.refused(id: request.id, reason: "fork: errno \(-pid)"))
            return
        }
        let descriptor = vignette_open_process(pid)
        guard descriptor >= 0 else {
            vignette_kill_and_reap(pid)
            removeFolder(of: request.id)
            try control.send(ZygoteReport.refused(id: request.id, reason: "pidfd_open: errno \(-descriptor)"))
            return
        }
        children.append(Child(job: request.id, pid: pid, descriptor: descriptor))
        try control.send(ZygoteReport.accepted(id: request.id), with: [descriptor])
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
        removeFolder(of: child.job)
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
            removeFolder(of: child.job)
        }
        children = []
        return false
    }

    // MARK: Working directories

    /// The name of a job's folder, in the zygote's own.
    private static func folder(of job: UInt64) -> String { "job-\(job)" }

    private func removeFolder(of job: UInt64) {
        guard Engine.needs.fileBytes > 0 else { return }
        try? FileManager.default.removeItem(atPath: Self.folder(of: job))
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
