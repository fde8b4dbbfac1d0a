// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// What becomes of a task after a failed attempt.
package struct RetryPolicy: Sendable {
    package enum Decision: Sendable, Equatable {
        case fail
        case retry(after: TimeInterval, strike: Bool)
    }

    /// A task whose file killed its renderer or hit a limit this often fails.
    package static let strikes = 2
    /// Another server's trouble is waited for a few minutes at most.
    package static let fetches = 8
    /// With the longest wait of a minute this is half a day: longer than any disk stays full unnoticed.
    package static let retries = 720
    /// Seconds.
    package static let longestWait: TimeInterval = 60

    /// - Parameter chance: From 0 to 1: where in the backoff's span the next attempt falls (full jitter, but not at
    ///   once).
    package static func decide(on failure: Failure, of task: RenderTask, chance: Double) -> Decision {
        switch failure.class {
        case .permanent, .caller:
            return .fail
        case .resource:
            return task.strikes + 1 >= strikes ? .fail : .retry(after: 0.1, strike: true)
        case .transient:
            guard task.retries < (failure.code == .fetchFailed ? fetches : retries) else { return .fail }
            let span = min(longestWait, exp2(TimeInterval(min(task.retries, 16))))
            return .retry(after: span / 2 + span / 2 * chance, strike: false)
        }
    }

    private static func exp2(_ exponent: TimeInterval) -> TimeInterval {
        TimeInterval(1 << Int(exponent))
    }
}
