// SPDX-License-Identifier: Apache-2.0

import CSandbox
import FoundationEssentials
import Glibc
import RenderProtocol

/// Tries from within the sandbox what it has to refuse.
///
/// A sandbox that was set up is a claim; one that a child could not leave is a fact. Each zygote finds out before its
/// first job, with a child that goes the way of any other.
struct SandboxProof {
    private var confinement: Confinement

    init(of confinement: Confinement) {
        self.confinement = confinement
        // What is tried has to be refused, not to end the attempt.
        self.confinement.killsUnknownCalls = false
    }

    /// What a child tries, in this order; its exit status is the number of the first that was not refused, from 1 on.
    private enum Attempt: CaseIterable {
        case network, file, process, signal, fork, environment

        /// Whether the sandbox let it pass.
        func succeeds(within level: SandboxLevel) -> Bool {
            switch self {
            case .network: socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0) >= 0
            // System calls alone do not tell files apart.
            case .file: unsafe open("/etc/passwd", O_RDONLY) >= 0 && level >= .landlock
            case .process: vignette_attach_process(getppid()) == 0
            case .signal: kill(getppid(), 0) == 0
            case .fork: forks()
            case .environment: SandboxProof.hasEnvironment()
            }
        }

        private func forks() -> Bool {
            let pid = vignette_fork()
            if pid == 0 { _exit(0) }
            return pid > 0
        }
    }

    /// The level that holds, and what it costs a child.
    ///
    /// - Returns: A report whose level is ``SandboxLevel/none``, with the reason, where anything was not refused.
    func run() -> SandboxReport {
        guard confinement.level > .none else {
            return SandboxReport(level: .none, reason: "it was started without one")
        }
        guard !Self.hasEnvironment() else { return SandboxReport(level: .none, reason: "the environment is not empty") }
        var ends: [CInt] = [-1, -1]
        let input = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard input >= 0, unsafe pipe(&ends) == 0 else {
            return SandboxReport(level: .none, reason: "a child for the test could not be made: errno \(errno)")
        }
        let parent = getpid()
        let pid = vignette_fork()
        if pid == 0 {
            let start = Self.processTime()
            confinement.enter(input: input, reply: ends[1], parent: parent, limits: .proof)
            var cost = Self.processTime() - start
            _ = unsafe write(VIGNETTE_CHILD_REPLY, &cost, MemoryLayout<Int64>.size)
            let passed = Attempt.allCases.firstIndex { $0.succeeds(within: confinement.level) }
            _exit(passed.map { CInt($0) + 1 } ?? 0)
        }
        close(input)
        close(ends[1])
        defer { close(ends[0]) }
        var cost: Int64 = 0
        _ = unsafe read(ends[0], &cost, MemoryLayout<Int64>.size)
        guard pid > 0, let status = ForkedChild.exitStatus(of: pid) else {
            return SandboxReport(level: .none, reason: "the child for the test ended by a signal")
        }
        guard status == 0 else { return SandboxReport(level: .none, reason: Self.explanation(of: status)) }
        return SandboxReport(level: confinement.level, microseconds: cost)
    }

    private static func explanation(of status: CInt) -> String {
        let index = Int(status) - 1
        guard Attempt.allCases.indices.contains(index) else { return "a child could not be confined" }
        return "a child was not refused: \(Attempt.allCases[index])"
    }

    /// CPU time of this process, in microseconds.
    private static func processTime() -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    /// Whether the process was started with an environment.
    ///
    /// What its own library has set since is no secret.
    static func hasEnvironment() -> Bool {
        let descriptor = unsafe open("/proc/self/environ", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var byte: UInt8 = 0
        return unsafe read(descriptor, &byte, 1) > 0
    }
}

extension RenderLimits {
    /// Enough for a child that renders nothing.
    fileprivate static var proof: RenderLimits {
        var limits = RenderLimits()
        limits.cpuSeconds = 5
        return limits
    }
}
