// SPDX-License-Identifier: Apache-2.0

import Model

/// Hints that tasks were enqueued: each wakes one worker of the lane, and no other has to look at the queue.
package struct QueueHints: Sendable {
    private let renders = WorkSignal()
    private let fetches = WorkSignal()

    package init() {}

    /// The signal that the workers of a lane wait for.
    func signal(of lane: RenderTask.Lane) -> WorkSignal {
        switch lane {
        case .render: renders
        case .fetch: fetches
        }
    }

    /// Tells of tasks that may be claimed now.
    func notify(about tasks: some Sequence<RenderTask>) {
        for task in tasks { signal(of: task.work.lane).notifyOne() }
    }

    /// Wakes every worker.
    func notifyAll() {
        for lane in RenderTask.Lane.allCases { signal(of: lane).notify() }
    }
}
