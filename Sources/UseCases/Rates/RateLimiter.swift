// SPDX-License-Identifier: Apache-2.0

package import Model
import Synchronization

/// How often an operation may be called, in calls a minute.
package struct CallRates: Hashable, Sendable {
    /// By one project.
    package var project: Int
    /// By all projects together.
    package var whole: Int

    package init(project: Int, whole: Int) {
        self.project = project
        self.whole = whole
    }
}

/// Counts the calls of projects, operation by operation.
///
/// Kept in memory alone: a restart gives everybody their whole allowance.
package final class RateLimiter: Sendable {
    private struct Key: Hashable {
        /// `nil` for all projects together.
        var project: ID<Project>?
        var operation: String
    }

    /// Buckets that are kept before those that are full again are dropped: a full one says nothing.
    private static let crowd = 10_000

    private let buckets = Mutex<[Key: TokenBucket]>([:])
    private let now: @Sendable () -> ContinuousClock.Instant

    /// - Parameter now: A clock that only goes forward.
    package init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.now = now
    }

    /// How many buckets are kept.
    package var count: Int { buckets.withLock { $0.count } }

    /// Counts one call, unless it is one too many: that one costs nothing.
    ///
    /// - Returns: How long the caller has to wait; `nil` when the call was counted and may go on.
    package func admit(_ project: ID<Project>, to operation: String, at rates: CallRates) -> Duration? {
        let now = now()
        return buckets.withLock { buckets in
            if buckets.count >= Self.crowd { buckets = buckets.filter { !$0.value.isFull(at: now) } }
            let keys = [
                (Key(project: project, operation: operation), rates.project),
                (Key(project: nil, operation: operation), rates.whole),
            ]
            var taken = keys.map { key, rate in (key, buckets[key] ?? TokenBucket(perMinute: rate, at: now)) }
            let wait = taken.map { $0.1.wait(at: now) }.max() ?? .zero
            guard wait == .zero else { return wait }
            for index in taken.indices {
                taken[index].1.take(at: now)
                buckets[taken[index].0] = taken[index].1
            }
            return nil
        }
    }
}
