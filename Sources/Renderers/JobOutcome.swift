// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Model
package import RenderProtocol

/// What the job socket of one job said, up to where its reader stopped.
enum JobConversation {
    case done(RenderSummary)
    case failed(Failure)
    /// The file is another renderer's.
    case elsewhere(RendererKind)
    case violation(ProtocolViolation)
    /// The consumer threw.
    case consumerFailed(any Error)
    /// The connection ended without a last word.
    case brokenOff
}

/// What a job that did not fail came to.
package enum RenderResult: Sendable, Hashable {
    case done(RenderSummary)
    /// Nothing was rendered: the file is of a kind that another renderer reads.
    case elsewhere(RendererKind)
}

/// How a job ended, from all that is known of it.
///
/// Nothing but numbers of the operating system and the words of the conversation decides.
struct JobOutcome {
    var conversation: JobConversation
    /// Why the host killed the child, if it did before the conversation was over.
    var killReason: HostedChild.KillReason?
    var end: HostedChild.End
    /// What it could have.
    var limits: RenderLimits

    /// What a job that did not fail came to.
    ///
    /// - Throws: ``Failure``, what the consumer threw, or `CancellationError`.
    func get() throws -> RenderResult {
        switch conversation {
        case .done(let summary): return .done(summary)
        case .elsewhere(let kind): return .elsewhere(kind)
        case .failed(let failure): throw failure
        case .violation(let violation): throw Self.crash("protocol: \(violation)\(use)")
        case .consumerFailed(let error):
            if killReason == .cancelled { throw CancellationError() }
            throw error
        case .brokenOff: throw brokenOff()
        }
    }

    private func brokenOff() -> any Error {
        switch killReason {
        case .cancelled: return CancellationError()
        case .deadline: return late
        case .memory: return tooMuchMemory
        case .dismissed, nil: break
        }
        switch end {
        case .zygoteLost: return Self.unavailable("the zygote ended during the job")
        case .refused(let reason): return Self.unavailable(reason)
        case .reaped(let end):
            switch end.cause {
            case .signal(SIGXCPU): return tooMuchComputing
            case .signal(let number) where ranOutOfMemory(end): return tooManyAddresses("signal \(number)\(use)")
            case .signal(let number): return Self.crash("signal \(number)\(use)")
            case .exit(let status): return Self.crash("exit status \(status) before the last word\(use)")
            }
        }
    }

    /// What the child used, to follow the cause of its end in the evidence.
    private var use: String {
        guard case .reaped(let end) = end else { return "" }
        return "; cpu \(end.cpu) ms, memory \(end.peakMemory) bytes"
    }

    /// Whether a child that died had so much memory that it will have died of wanting more: libraries abort then.
    private func ranOutOfMemory(_ end: ChildEnd) -> Bool {
        UInt64(max(0, end.peakMemory)) >= limits.addressSpace / 2
    }

    private func tooManyAddresses(_ evidence: String) -> Failure {
        .exceeding(
            .addressSpace(of: limits.kind),
            "The file takes more address space to render than the \(limits.addressSpace >> 20) MiB that are allowed",
            class: .resource,
            evidence: evidence
        )
    }

    private var tooMuchMemory: Failure {
        .exceeding(
            .memory(of: limits.kind),
            "The file takes more memory to render than the \(limits.memory >> 20) MiB that are allowed",
            class: .resource,
            evidence: "memory\(use)"
        )
    }

    private var tooMuchComputing: Failure {
        .exceeding(
            .cpu,
            "The file takes more CPU time to render than the \(limits.cpuSeconds) s that are allowed",
            class: .resource,
            code: .deadlineExceeded,
            evidence: "CPU limit\(use)"
        )
    }

    private var late: Failure {
        let pictures = limits.deadlinePerPicture == 0 ? "" : " and \(limits.deadlinePerPicture / 1000) s a picture"
        return .exceeding(
            .deadline(of: limits.kind),
            "The file takes longer to render than the \(limits.deadline / 1000) s\(pictures) that are allowed",
            class: .resource,
            code: .deadlineExceeded,
            evidence: "wall clock\(use)"
        )
    }

    /// The renderer died, or behaved as none should.
    static func crash(_ evidence: String) -> Failure {
        Failure(.resource, .rendererCrashed, "The file could not be processed.", evidence: evidence)
    }

    /// No renderer was there to do the job: it may be tried again.
    static func unavailable(_ evidence: String) -> Failure {
        Failure(.transient, .rendererUnavailable, "No renderer is available at the moment.", evidence: evidence)
    }
}
