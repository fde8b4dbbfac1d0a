// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// What a failure rests on that was not found out anew: earlier tries at the same content.
package struct Precedent: Hashable, Sendable, Codable {
    /// The last one of them.
    package var entry: ID<LedgerEntry>
    /// Its task, and when it failed.
    package var task: ID<RenderTask>
    package var date: Date
    /// How many ended in each way.
    package var crashes: Int
    package var outOfMemory: Int
    package var deadlines: Int

    package init(
        entry: ID<LedgerEntry>,
        task: ID<RenderTask>,
        date: Date,
        crashes: Int = 0,
        outOfMemory: Int = 0,
        deadlines: Int = 0
    ) {
        self.entry = entry
        self.task = task
        self.date = date
        self.crashes = crashes
        self.outOfMemory = outOfMemory
        self.deadlines = deadlines
    }
}
