// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// The wall clock of one job.
///
/// It stands still while the consumer holds a reply, so that slow storage is not taken for a slow decoder, and while the
/// source is waited for; what the child does meanwhile is a gift to it, bounded by its CPU limit.
final class JobClock: Sendable {
    private struct State {
        var remaining: Duration
        /// Reasons for which it stands still.
        var pauses = 1
        /// Since when it runs, or was last read; `nil` while it stands still.
        var resumed: ContinuousClock.Instant?
        var alarm: Scheduled<Void>?

        /// Takes off the time that has run.
        mutating func count() {
            guard let resumed else { return }
            let now = ContinuousClock.now
            remaining -= resumed.duration(to: now)
            self.resumed = now
        }

        mutating func stop() {
            count()
            pauses += 1
            resumed = nil
        }
    }

    private let eventLoop: any EventLoop
    /// What to do when the time is up.
    private let expired: @Sendable () -> Void
    private let state: Mutex<State>

    /// A clock that does not run before it is resumed.
    init(_ allowance: Duration, on eventLoop: any EventLoop, expired: @escaping @Sendable () -> Void) {
        self.eventLoop = eventLoop
        self.expired = expired
        state = Mutex(State(remaining: allowance))
    }

    /// Takes back one ``pause()``, or begins; the time runs when no other is left.
    func resume() {
        state.withLock { state in
            state.pauses -= 1
            guard state.pauses == 0 else { return }
            state.resumed = .now
            // An alarm that is still set is early, and sets itself anew: an exchange with another thread less.
            if state.alarm == nil { setAlarm(&state) }
        }
    }

    /// Stops the time until ``resume()`` is called as often as this.
    func pause() {
        state.withLock { $0.stop() }
    }

    /// Stops the time for good.
    func end() {
        state.withLock { state in
            state.stop()
            state.alarm?.cancel()
            state.alarm = nil
        }
    }

    /// Adds to what is left; only while it stands still.
    func extend(by more: Duration) {
        state.withLock { $0.remaining += more }
    }

    private func setAlarm(_ state: inout State) {
        let due = NIODeadline.now() + TimeAmount(state.remaining)
        state.alarm = eventLoop.scheduleTask(deadline: due) { self.rang() }
    }

    private func rang() {
        let isUp = state.withLock { state in
            state.alarm = nil
            guard state.resumed != nil else { return false }
            state.count()
            guard state.remaining > .zero else { return true }
            setAlarm(&state)
            return false
        }
        if isUp { expired() }
    }
}
