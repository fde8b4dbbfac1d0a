// SPDX-License-Identifier: Apache-2.0

import Model
import RenderKit

/// Makes some of the pictures of a job on a thread of its own, through an open file of its own.
///
/// It is `@unchecked Sendable` because what it holds is used by one thread at a time: by the one that made it until
/// ``start(_:)`` and from ``finish()`` on, and between the two, which start and wait for a thread, by that one alone.
final class SnapshotHelper: @unchecked Sendable {
    /// An instant, and its place in the job.
    struct Item {
        var index: Int
        var instant: PlannedInstant
        /// The instant of the next picture of the job.
        var next: PlannedInstant?
    }

    private let worker: SnapshotWorker
    private var items: [Item] = []
    private var results: [Result<MadeSnapshot, Failure>] = []
    private var thread: WorkerThread?

    init(_ worker: SnapshotWorker) {
        self.worker = worker
    }

    /// Begins with `items`.
    func start(_ items: [Item]) {
        self.items = items
        results = []
        thread = WorkerThread { self.work() }
        if thread == nil { work() }
    }

    /// Waits for the pictures, each of which was made or could not be, in order.
    func finish() -> [Result<MadeSnapshot, Failure>] {
        if let thread = thread.take() { thread.join() }
        return results
    }

    private func work() {
        results = items.map { item in
            Result { () throws(Failure) in try worker.make(item.instant, index: item.index, next: item.next) }
        }
    }
}
