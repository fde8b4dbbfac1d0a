// SPDX-License-Identifier: Apache-2.0

import Model
import Synchronization

/// Ends a fetch that stalls or takes too long, whatever it is waiting for.
final class FetchWatch: Sendable {
    private let pace: Mutex<FetchPace>

    init(limits: FetchLimits) {
        pace = Mutex(FetchPace(limits: limits, now: .now))
    }

    /// Bytes received.
    var bytes: Int64 { pace.withLock { $0.bytes } }

    func wait() {
        pace.withLock { $0.wait(at: .now) }
    }

    func receive(_ count: Int) throws(Failure) {
        try pace.withLock { pace throws(Failure) in try pace.receive(count, at: .now) }
    }

    /// Runs `work` and cancels it when the pace says so.
    func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await work() }
            group.addTask { throw try await self.failure() }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw CancellationError() }
            return value
        }
    }

    /// Waits for the verdict.
    private func failure() async throws -> Failure {
        while true {
            if let failure = pace.withLock({ $0.verdict(at: .now) }) { return failure }
            let deadline = pace.withLock { $0.deadline(at: .now) }
            try await Task.sleep(until: deadline, clock: .continuous)
        }
    }
}
