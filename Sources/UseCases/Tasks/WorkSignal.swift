// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A hint that there may be work: wakes the runners that wait.
///
/// The queue itself is the truth, so a hint may be lost.
package final class WorkSignal: Sendable {
    private let waiters = Mutex<[UInt64: CheckedContinuation<Void, Never>]>([:])
    private let serial = Atomic<UInt64>(0)

    package init() {}

    /// Wakes all who wait.
    package func notify() {
        let woken = waiters.withLock { waiters in
            defer { waiters = [:] }
            return waiters
        }
        for waiter in woken.values { waiter.resume() }
    }

    /// Returns at the next ``notify()``, after `duration`, or when the task is cancelled.
    package func wait(atMost duration: Duration) async {
        await withTaskGroup { group in
            group.addTask { await self.wait() }
            group.addTask { try? await Task.sleep(for: duration) }
            await group.next()
            group.cancelAll()
        }
    }

    private func wait() async {
        let id = serial.wrappingAdd(1, ordering: .relaxed).newValue
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let cancelled = waiters.withLock { waiters in
                    guard !Task.isCancelled else { return true }
                    waiters[id] = continuation
                    return false
                }
                if cancelled { continuation.resume() }
            }
        } onCancel: {
            waiters.withLock { $0.removeValue(forKey: id) }?.resume()
        }
    }
}
