// SPDX-License-Identifier: Apache-2.0

import Model
import RenderProtocol
import Synchronization

/// What was fetched of one source by many requests, and how long it was waited for.
final class FetchAccount: Sendable {
    private let limits: FetchLimits
    private let state = Mutex((use: SourceUse(), waited: Duration.zero))

    init(within limits: FetchLimits) {
        self.limits = limits
    }

    var use: SourceUse { state.withLock(\.use) }

    /// Runs one request, and cancels it when it stalls or when the time for all of them is up.
    ///
    /// What it receives, it has to tell its watch.
    func run<Value: Sendable>(_ request: @escaping @Sendable (FetchWatch) async throws -> Value) async throws -> Value {
        var rest = limits
        // How much may come, whoever asks holds against what was asked for.
        rest.bytes = .max
        rest.total -= state.withLock(\.waited)
        guard rest.total > .zero else { throw tooSlow(limits) }
        state.withLock { $0.use.requests += 1 }
        let watch = FetchWatch(limits: rest)
        let start = ContinuousClock.now
        defer {
            state.withLock { state in
                state.use.bytes += watch.bytes
                state.waited += start.duration(to: .now)
            }
        }
        do {
            return try await watch.run { try await request(watch) }
        } catch  where start.duration(to: .now) >= rest.total {
            throw tooSlow(limits)
        }
    }
}

/// The requests for one source took too long in all.
private func tooSlow(_ limits: FetchLimits) -> Failure {
    let seconds = limits.total.components.seconds
    return .exceeding(
        .sourceSeconds,
        "The source was not fetched within the \(seconds) seconds that it may take",
        class: .transient,
        code: .fetchFailed
    )
}
