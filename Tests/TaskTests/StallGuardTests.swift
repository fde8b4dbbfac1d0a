// SPDX-License-Identifier: Apache-2.0

import Model
import NIOCore
import Testing
import UseCases

@Suite("A sender")
struct StallGuardTests {
    /// Bytes, then silence until the end of the test where `ends` is false.
    private func sender(_ count: Int, ends: Bool) -> AsyncThrowingStream<ByteBuffer, any Error> {
        let (stream, continuation) = AsyncThrowingStream<ByteBuffer, any Error>.makeStream()
        for _ in 0..<count { continuation.yield(ByteBuffer(string: "x")) }
        if ends { continuation.finish() }
        return stream
    }

    @Test("that falls silent is given up")
    func stall() async throws {
        let failure = await #expect(throws: Failure.self) {
            try await StallGuard(patience: .milliseconds(50)).forEach(of: sender(3, ends: false)) { _ in }
        }
        #expect(failure?.code == .deadlineExceeded)
    }

    @Test("that sends a byte now and then is given up", arguments: [(1000, true), (0, false)] as [(Int64, Bool)])
    func trickle(_ minimumRate: Int64, _ isTooSlow: Bool) async throws {
        let stream = AsyncThrowingStream<ByteBuffer, any Error> { continuation in
            let sending = Task {
                for _ in 0..<30 {
                    try await Task.sleep(for: .milliseconds(20))
                    continuation.yield(ByteBuffer(string: "x"))
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in sending.cancel() }
        }
        let limits = StallGuard(patience: .seconds(60), minimumRate: minimumRate, rateWindow: .milliseconds(200))
        if isTooSlow {
            let failure = await #expect(throws: Failure.self) { try await limits.forEach(of: stream) { _ in } }
            #expect(failure?.code == .deadlineExceeded)
        } else {
            try await limits.forEach(of: stream) { _ in }
        }
    }

    @Test("does not stall while its receiver is busy")
    func slowReceiver() async throws {
        try await StallGuard(patience: .seconds(2)).forEach(of: sender(2, ends: true)) { _ in
            try await Task.sleep(for: .milliseconds(2500))
        }
    }

    @Test("is given up when its receiver fails")
    func failingReceiver() async throws {
        let failure = await #expect(throws: Failure.self) {
            try await StallGuard(patience: .seconds(60)).forEach(of: sender(3, ends: false)) { _ in
                throw Failure(.transient, .storageFull, "full")
            }
        }
        #expect(failure?.code == .storageFull)
    }
}
