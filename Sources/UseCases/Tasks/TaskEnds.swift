// SPDX-License-Identifier: Apache-2.0

package import Model
import Synchronization

/// Hints that tasks have ended, for those who wait for one of them.
package final class TaskEnds: Sendable {
    private struct Entry {
        let signal = WorkSignal()
        /// How many listen to it.
        var listeners = 0
    }

    private let entries = Mutex<[ID<RenderTask>: Entry]>([:])

    package init() {}

    /// Wakes those who listen to the end of a task.
    package func notify(_ task: ID<RenderTask>) {
        entries.withLock { $0[task]?.signal }?.notify()
    }

    /// Runs `body` with the signal of a task, which is there that long.
    package func listening<Result>(
        to task: ID<RenderTask>,
        _ body: (WorkSignal) async throws -> Result
    ) async rethrows -> Result {
        let signal = entries.withLock { entries in
            var entry = entries[task] ?? Entry()
            entry.listeners += 1
            entries[task] = entry
            return entry.signal
        }
        defer { release(task) }
        return try await body(signal)
    }

    private func release(_ task: ID<RenderTask>) {
        entries.withLock { entries in
            guard var entry = entries[task] else { return }
            entry.listeners -= 1
            entries[task] = entry.listeners > 0 ? entry : nil
        }
    }
}
