// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The wall clock of one job.
///
/// It stands still while the consumer holds a reply, so that slow storage is not taken for a slow decoder; what the
/// child does meanwhile is a gift to it, bounded by its CPU limit.
struct JobClock {
    private let eventLoop: any EventLoop
    /// What to do when the time is up.
    private let expired: @Sendable () -> Void
    private var remaining: Duration
    private var resumed: ContinuousClock.Instant?
    private var alarm: Scheduled<Void>?

    /// A clock that does not run yet.
    init(_ allowance: Duration, on eventLoop: any EventLoop, expired: @escaping @Sendable () -> Void) {
        self.eventLoop = eventLoop
        self.expired = expired
        remaining = allowance
    }

    /// Lets the time run.
    mutating func resume() {
        resumed = .now
        let due = NIODeadline.now() + TimeAmount(remaining)
        alarm = eventLoop.scheduleTask(deadline: due, expired)
    }

    /// Stops the time.
    mutating func pause() {
        alarm?.cancel()
        alarm = nil
        if let resumed { remaining -= resumed.duration(to: .now) }
        resumed = nil
    }

    /// Adds to what is left; only while it stands still.
    mutating func extend(by more: Duration) {
        remaining += more
    }
}
