// SPDX-License-Identifier: Apache-2.0

import Glibc
import Model
import RenderProtocol

/// What the job socket of one job said, up to where its reader stopped.
enum JobConversation {
    case done(RenderSummary)
    case failed(Failure)
    case violation(ProtocolViolation)
    /// The consumer threw.
    case consumerFailed(any Error)
    /// The connection ended without a last word.
    case brokenOff
}

/// How a job ended, from all that is known of it.
///
/// Nothing but numbers of the operating system and the words of the conversation decides.
struct JobOutcome {
    var conversation: JobConversation
    /// Why the host killed the child, if it did before the conversation was over.
    var killReason: HostedChild.KillReason?
    var end: HostedChild.End

    /// The summary of a job that succeeded.
    ///
    /// - Throws: ``Failure``, what the consumer threw, or `CancellationError`.
    func get() throws -> RenderSummary {
        switch conversation {
        case .done(let summary): return summary
        case .failed(let failure): throw failure
        case .violation(let violation): throw Self.crash("protocol: \(violation)")
        case .consumerFailed(let error):
            if killReason == .cancelled { throw CancellationError() }
            throw error
        case .brokenOff: throw brokenOff()
        }
    }

    private func brokenOff() -> any Error {
        switch killReason {
        case .cancelled: return CancellationError()
        case .deadline: return Self.late("wall clock")
        case .dismissed, nil: break
        }
        switch end {
        case .zygoteLost: return Self.unavailable("the zygote ended during the job")
        case .refused(let reason): return Self.unavailable(reason)
        case .reaped(let end):
            let use = "cpu \(end.cpu) ms, memory \(end.peakMemory) bytes"
            switch end.cause {
            case .signal(SIGXCPU): return Self.late("CPU limit; \(use)")
            case .signal(let number): return Self.crash("signal \(number); \(use)")
            case .exit(let status): return Self.crash("exit status \(status) before the last word; \(use)")
            }
        }
    }

    /// The renderer died, or behaved as none should.
    static func crash(_ evidence: String) -> Failure {
        Failure(.resource, .rendererCrashed, "The file could not be processed.", evidence: evidence)
    }

    /// No renderer was there to do the job: it may be tried again.
    static func unavailable(_ evidence: String) -> Failure {
        Failure(.transient, .rendererUnavailable, "No renderer is available at the moment.", evidence: evidence)
    }

    private static func late(_ evidence: String) -> Failure {
        Failure(.resource, .deadlineExceeded, "The file took too long to process.", evidence: evidence)
    }
}
