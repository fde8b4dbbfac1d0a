// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How long the refusal of bad credentials waits, by what was shown and by where it came from.
///
/// Whoever guesses is slowed, whether they stay with one key or go from key to key. Only refusals ever wait: somebody
/// with valid credentials is answered at once, whatever others do under the same key or from the same address.
package final class RefusalPace: Sendable {
    /// Refusals in a row that do not wait: people mistype, and clocks are off.
    package static let free = 5
    /// How soon one refusal is forgotten.
    package static let memory = Duration.seconds(30)
    /// The wait of the first one that waits; each further one waits twice as long.
    private static let first = Duration.milliseconds(100)
    /// Refusals that are counted at most, so that all are forgotten within minutes.
    private static let most = 20.0
    /// Names that are remembered at most; the oldest are dropped, those of the busiest guessers are never old.
    package static let crowd = 10_000

    private struct Count {
        var level: Double
        var time: ContinuousClock.Instant

        func level(at now: ContinuousClock.Instant) -> Double { max(0, level - (now - time) / RefusalPace.memory) }
    }

    private let counts = Mutex<[String: Count]>([:])
    private let longest: Duration
    private let now: @Sendable () -> ContinuousClock.Instant

    /// - Parameters:
    ///   - longest: The longest wait; zero for none at all.
    ///   - now: A clock that only goes forward.
    package init(longest: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.longest = longest
        self.now = now
    }

    /// How many names are remembered.
    package var count: Int { counts.withLock { $0.count } }

    /// Counts one refusal under each of `names`.
    ///
    /// - Returns: How long it waits: as long as the busiest of the names makes it.
    package func refuse(_ names: [String]) -> Duration {
        guard longest > .zero else { return .zero }
        let now = now()
        let level = counts.withLock { counts in
            var highest = 0.0
            for name in names {
                if counts.count >= Self.crowd, counts[name] == nil { Self.forget(in: &counts, at: now) }
                let level = min(Self.most, (counts[name]?.level(at: now) ?? 0) + 1)
                counts[name] = Count(level: level, time: now)
                highest = max(highest, level)
            }
            return highest
        }
        let paying = Int(level.rounded(.up)) - Self.free
        guard paying > 0 else { return .zero }
        return min(longest, Self.first * (1 << (paying - 1)))
    }

    /// Drops what is forgotten, and where that is little, the older half.
    private static func forget(in counts: inout [String: Count], at now: ContinuousClock.Instant) {
        counts = counts.filter { $0.value.level(at: now) > 0 }
        guard counts.count > crowd / 2 else { return }
        let times = counts.values.map(\.time).sorted()
        let middle = times[times.count / 2]
        counts = counts.filter { $0.value.time > middle }
    }
}
