// SPDX-License-Identifier: Apache-2.0

/// What is left of an allowance that comes back steadily: a minute's worth at most.
package struct TokenBucket: Sendable {
    /// How many come back in a minute; also how many there are at most.
    private let perMinute: Double
    private var tokens: Double
    private var filled: ContinuousClock.Instant

    /// A full bucket.
    package init(perMinute: Int, at now: ContinuousClock.Instant) {
        self.perMinute = Double(perMinute)
        tokens = Double(perMinute)
        filled = now
    }

    /// Whether everything has come back at `now`.
    package func isFull(at now: ContinuousClock.Instant) -> Bool { tokens(at: now) >= perMinute }

    /// How long until there is one to take; zero when there is one at `now`.
    package func wait(at now: ContinuousClock.Instant) -> Duration {
        let missing = 1 - tokens(at: now)
        return missing <= 0 ? .zero : .seconds(missing * 60 / perMinute)
    }

    /// Takes one, whether or not it is there: ask for the ``wait(at:)`` first.
    package mutating func take(at now: ContinuousClock.Instant) {
        tokens = tokens(at: now) - 1
        filled = max(filled, now)
    }

    private func tokens(at now: ContinuousClock.Instant) -> Double {
        min(perMinute, tokens + max(0, (now - filled) / .seconds(60)) * perMinute)
    }
}
