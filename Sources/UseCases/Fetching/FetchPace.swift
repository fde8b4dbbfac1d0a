// SPDX-License-Identifier: Apache-2.0

import Model

/// How fast a source sends, held against the limits.
///
/// Time that the consumer takes is not the source's.
struct FetchPace: Sendable {
    private let limits: FetchLimits
    private let end: ContinuousClock.Instant
    /// Since when the source owes bytes; `nil` while the consumer has them.
    private var waitingSince: ContinuousClock.Instant?
    private var windowWait = Duration.zero
    private var windowBytes: Int64 = 0
    private(set) var bytes: Int64 = 0

    init(limits: FetchLimits, now: ContinuousClock.Instant) {
        self.limits = limits
        end = now + limits.total
        waitingSince = now
    }

    /// The next instant at which ``verdict(at:)`` can change without a byte.
    func deadline(at now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        min(end, (waitingSince ?? now) + limits.stall)
    }

    /// Why the fetch ends at `now`, if it does.
    func verdict(at now: ContinuousClock.Instant) -> Failure? {
        if now >= end { return fetchFailed(.transient, "not done after \(limits.total)") }
        guard let waitingSince, now - waitingSince >= limits.stall else { return nil }
        return fetchFailed(.transient, "no byte for \(limits.stall)")
    }

    /// Begins to wait for the source again.
    mutating func wait(at now: ContinuousClock.Instant) {
        waitingSince = now
    }

    /// Counts bytes that arrived.
    mutating func receive(_ count: Int, at now: ContinuousClock.Instant) throws(Failure) {
        bytes += Int64(count)
        guard bytes <= limits.bytes else { throw tooLarge(limits) }
        windowBytes += Int64(count)
        if let waitingSince { windowWait += now - waitingSince }
        waitingSince = nil
        guard windowWait >= limits.rateWindow else { return }
        let seconds = windowWait / .seconds(1)
        guard Double(windowBytes) >= Double(limits.minimumRate) * seconds else {
            throw fetchFailed(.transient, "\(windowBytes) bytes in \(windowWait), below \(limits.minimumRate) a second")
        }
        windowBytes = 0
        windowWait = .zero
    }
}

/// The source has more bytes than are taken.
func tooLarge(_ limits: FetchLimits) -> Failure {
    .exceeding(.fetchBytes, "The source has more than the \(limits.bytes) bytes that are allowed")
}
