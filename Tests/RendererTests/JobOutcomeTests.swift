// SPDX-License-Identifier: Apache-2.0

import Glibc
import Model
import RenderProtocol
import Testing

@testable import Renderers

@Suite("The outcome of a job")
struct JobOutcomeTests {
    private struct ConsumerError: Error {}

    private let killed = HostedChild.End.reaped(ChildEnd(cause: .signal(SIGKILL), cpu: 5, peakMemory: 1 << 20))

    private func error(
        _ conversation: JobConversation,
        _ end: HostedChild.End,
        reason: HostedChild.KillReason? = nil
    ) -> any Error {
        do {
            let result = try JobOutcome(conversation: conversation, killReason: reason, end: end, limits: .test)
                .get()
            Issue.record("a success: \(result)")
            return CancellationError()
        } catch {
            return error
        }
    }

    private func ended(_ cause: ChildEnd.Cause) -> HostedChild.End {
        .reaped(ChildEnd(cause: cause, cpu: 5, peakMemory: 1 << 20))
    }

    @Test("is what the child said last, however it ended")
    func lastWord() throws {
        let summary = RenderSummary(pictures: 3, notes: [])
        for end in [killed, .zygoteLost, ended(.exit(status: 1))] {
            #expect(
                try JobOutcome(conversation: .done(summary), killReason: .deadline, end: end, limits: .test)
                    .get() == .done(summary)
            )
        }
        let failure = Failure(.permanent, .damagedMedia, "Damaged.")
        #expect(error(.failed(failure), killed) as? Failure == failure)
    }

    @Test("of a child that says nothing is the cause of its end")
    func silence() {
        let cases: [(HostedChild.KillReason?, HostedChild.End, Failure.Class, Failure.Code, String)] = [
            (nil, ended(.signal(SIGSEGV)), .resource, .rendererCrashed, "signal 11"),
            (nil, killed, .resource, .rendererCrashed, "signal 9"),
            (nil, ended(.exit(status: 0)), .resource, .rendererCrashed, "exit status 0"),
            (nil, ended(.exit(status: 70)), .resource, .rendererCrashed, "exit status 70"),
            (nil, ended(.signal(SIGXCPU)), .resource, .deadlineExceeded, "CPU limit"),
            (.deadline, killed, .resource, .deadlineExceeded, "wall clock"),
            (.deadline, .zygoteLost, .resource, .deadlineExceeded, "wall clock"),
            (.memory, killed, .resource, .limitExceeded, "memory; cpu"),
            (nil, .zygoteLost, .transient, .rendererUnavailable, "zygote"),
            (nil, .refused("fork: errno 11"), .transient, .rendererUnavailable, "fork"),
        ]
        for (reason, end, category, code, evidence) in cases {
            let failure = error(.brokenOff, end, reason: reason) as? Failure
            #expect(failure?.class == category)
            #expect(failure?.code == code)
            #expect(failure?.evidence?.contains(evidence) == true, "\(failure as Any)")
        }
        #expect(error(.brokenOff, killed, reason: .cancelled) is CancellationError)
    }

    @Test("of a child that lies is a crash")
    func lies() {
        let failure = error(.violation(ProtocolViolation("not a frame")), killed) as? Failure
        #expect(failure?.code == .rendererCrashed)
        #expect(failure?.evidence == "protocol: not a frame; cpu 5 ms, memory 1048576 bytes")
    }

    @Test("of a consumer that throws is its error, unless it was cancelled")
    func consumer() {
        #expect(error(.consumerFailed(ConsumerError()), killed) is ConsumerError)
        #expect(error(.consumerFailed(ConsumerError()), killed, reason: .cancelled) is CancellationError)
    }
}
