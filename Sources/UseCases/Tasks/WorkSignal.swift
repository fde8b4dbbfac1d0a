// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A hint that something happened: wakes those who wait for it.
///
/// The catalogue is the truth, so a hint may be lost.
package final class WorkSignal: Sendable {
    private struct State {
        /// How many hints there were.
        var count: UInt64 = 0
        /// Those who wait, by a number that rises.
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]

        /// Takes out who came first.
        mutating func takeFirst() -> CheckedContinuation<Void, Never>? {
            waiters.keys.min().flatMap { waiters.removeValue(forKey: $0) }
        }
    }

    private let state = Mutex(State())
    private let serial = Atomic<UInt64>(0)

    package init() {}

    /// How many hints there were: for ``wait(after:atMost:)``, read before looking at what the hints are about.
    package var count: UInt64 { state.withLock(\.count) }

    /// Wakes all who wait.
    package func notify() {
        let woken = state.withLock { state in
            state.count += 1
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in woken.values { waiter.resume() }
    }

    /// Wakes one who waits: for a hint at something that only one can take.
    package func notifyOne() {
        let woken = state.withLock { state in
            state.count += 1
            return state.takeFirst()
        }
        woken?.resume()
    }

    /// Returns at the next ``notify()``, at a ``notifyOne()`` that nobody has waited for longer, after `duration`, or when the task is cancelled.
    ///
    /// - Parameter count: Returns at once when there were more hints than these.
    package func wait(after count: UInt64? = nil, atMost duration: Duration) async {
        await withTaskGroup { group in
            group.addTask { await self.wait(after: count) }
            group.addTask { try? await Task.sleep(for: duration) }
            await group.next()
            group.cancelAll()
        }
    }

    private func wait(after count: UInt64?) async {
        let id = serial.wrappingAdd(1, ordering: .relaxed).newValue
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDue = state.withLock { state in
                    guard !Task.isCancelled, count ?? state.count == state.count else { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isDue { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }
}
