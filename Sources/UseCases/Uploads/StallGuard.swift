// SPDX-License-Identifier: Apache-2.0

import Model
package import NIOCore
import Synchronization

/// Feeds a sequence of bytes to a consumer, and gives up when none arrives for too long, or too few for long.
package struct StallGuard: Sendable {
    /// How long no byte may arrive.
    package let patience: Duration
    /// Bytes a second that must arrive on average of each ``rateWindow``.
    package let minimumRate: Int64
    /// Time over which the rate is measured; only time spent waiting for the sender counts.
    package let rateWindow: Duration

    /// - Parameter minimumRate: A floor for who sends a byte now and then; the slowest of real lines are far above it.
    package init(patience: Duration, minimumRate: Int64 = 1000, rateWindow: Duration = .seconds(60)) {
        self.patience = patience
        self.minimumRate = minimumRate
        self.rateWindow = rateWindow
    }

    /// Calls `consume` with each buffer.
    ///
    /// Time that `consume` takes does not count as a stall.
    ///
    /// - Throws: `deadlineExceeded` after ``patience`` without a byte, or for a rate below the minimum, else what the sequence or `consume` throws.
    package func forEach(
        of bytes: any AsyncSequence<ByteBuffer, any Error> & Sendable,
        _ consume: @escaping @Sendable (ByteBuffer) async throws -> Void
    ) async throws {
        let watch = Watch()
        try await withThrowingTaskGroup { group in
            group.addTask {
                for try await buffer in bytes {
                    try watch.stop(buffer.readableBytes, self)
                    try await consume(buffer)
                    watch.start()
                }
                try Task.checkCancellation()
            }
            group.addTask {
                while true {
                    let deadline = watch.beginning.advanced(by: patience)
                    if deadline <= .now { throw Failure(.caller, .deadlineExceeded, "The upload stalled.") }
                    try await Task.sleep(until: deadline, clock: .continuous)
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

/// Since when a sender has been silent, and how much it sent of late.
private final class Watch: Sendable {
    private struct State {
        var silentSince: ContinuousClock.Instant? = .now
        var waited = Duration.zero
        var bytes: Int64 = 0
    }

    private let state = Mutex(State())

    /// When the silence began; now when there is none.
    var beginning: ContinuousClock.Instant { state.withLock { $0.silentSince } ?? .now }

    func start() { state.withLock { $0.silentSince = .now } }

    /// Ends the silence with `count` bytes.
    func stop(_ count: Int, _ limits: StallGuard) throws(Failure) {
        let isTooSlow = state.withLock { state in
            if let silentSince = state.silentSince { state.waited += silentSince.duration(to: .now) }
            state.silentSince = nil
            state.bytes += Int64(count)
            guard state.waited >= limits.rateWindow else { return false }
            let isTooSlow = Double(state.bytes) < Double(limits.minimumRate) * (state.waited / .seconds(1))
            (state.waited, state.bytes) = (.zero, 0)
            return isTooSlow
        }
        if isTooSlow { throw Failure(.caller, .deadlineExceeded, "The upload came too slowly.") }
    }
}
