// SPDX-License-Identifier: Apache-2.0

import Model
package import NIOCore
import Synchronization

/// Feeds a sequence of bytes to a consumer, and gives up when none arrives for too long.
package struct StallGuard: Sendable {
    /// How long no byte may arrive.
    package let patience: Duration

    package init(patience: Duration) {
        self.patience = patience
    }

    /// Calls `consume` with each buffer.
    ///
    /// Time that `consume` takes does not count as a stall.
    ///
    /// - Throws: `deadlineExceeded` after ``patience`` without a byte, else what the sequence or `consume` throws.
    package func forEach(
        of bytes: any AsyncSequence<ByteBuffer, any Error> & Sendable,
        _ consume: @escaping @Sendable (ByteBuffer) async throws -> Void
    ) async throws {
        let watch = Watch()
        try await withThrowingTaskGroup { group in
            group.addTask {
                for try await buffer in bytes {
                    watch.stop()
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

/// Since when a sender has been silent.
private final class Watch: Sendable {
    private let silentSince = Mutex<ContinuousClock.Instant?>(.now)

    /// When the silence began; now when there is none.
    var beginning: ContinuousClock.Instant { silentSince.withLock { $0 } ?? .now }

    func start() { silentSince.withLock { $0 = .now } }
    func stop() { silentSince.withLock { $0 = nil } }
}
