// SPDX-License-Identifier: Apache-2.0

import Model
import Synchronization

/// Holds back jobs on a content that may be about to be quarantined.
///
/// Of equal files that come together no more are opened at once than may fail before the next one is refused. As soon as
/// a job on one of them has succeeded, all may.
final class ContentGate: Sendable {
    private struct Content {
        /// Jobs that run or wait.
        var jobs = 0
        var running = 0
        /// How many ended.
        var ends = 0
        var isProven = false
    }

    /// How a job ended, as far as it says something of its content.
    enum End {
        case success, trouble, neither
    }

    private let contents = Mutex<[LedgerKey: Content]>([:])
    private let changes = WorkSignal()

    /// Takes note of a job that is to run.
    func arrive(_ key: LedgerKey) {
        contents.withLock { $0[key, default: Content()].jobs += 1 }
    }

    /// How many jobs on the content ended since its first one arrived.
    func ends(of key: LedgerKey) -> Int {
        contents.withLock { $0[key]?.ends ?? 0 }
    }

    /// Lets a job run when fewer than `limit` do, and none ended since there were `ends`.
    func enter(_ key: LedgerKey, limit: Int, after ends: Int) -> Bool {
        contents.withLock { contents in
            guard var content = contents[key], content.isProven || content.ends == ends && content.running < limit
            else { return false }
            content.running += 1
            contents[key] = content
            return true
        }
    }

    /// Waits until a job on the content ends, when none has since there were `ends`.
    func wait(for key: LedgerKey, after ends: Int) async {
        while !Task.isCancelled {
            let count = changes.count
            guard self.ends(of: key) == ends else { return }
            await changes.wait(after: count, atMost: .seconds(60))
        }
    }

    /// Takes note that a job is over; `end` is `nil` for one that never ran.
    func leave(_ key: LedgerKey, _ end: End?) {
        contents.withLock { contents in
            guard var content = contents[key] else { return }
            content.jobs -= 1
            if let end {
                content.running -= 1
                content.ends += 1
                if end != .neither { content.isProven = end == .success }
            }
            contents[key] = content.jobs > 0 ? content : nil
        }
        if end != nil { changes.notify() }
    }
}
