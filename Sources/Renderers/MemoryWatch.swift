// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import NIOCore

/// Holds a child to the memory that it may have.
///
/// The kernel's own limit is one of addresses, which a decoder may take many more of than it fills. What a child has
/// mapped of files does not count: that is given back when it is needed.
enum MemoryWatch {
    /// How long a child may go unwatched: by then it has filled some hundred megabytes at most.
    private static let interval = TimeAmount.milliseconds(100)

    /// Ends `child` once it holds more than `limit` bytes, until the watch is cancelled.
    static func start(over child: HostedChild, limit: UInt64, on eventLoop: any EventLoop) -> RepeatedTask {
        eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            guard let pid = child.pid, let held = held(by: pid), held > limit else { return }
            child.kill(.memory)
        }
    }

    /// The bytes of memory that a process holds for itself alone or shares with others that hold them as well, files
    /// apart; `nil` where there is none, or the system does not tell.
    ///
    /// Any user may read it (proc(5), `/proc/pid/status`), also of a process that shows nothing else of itself.
    static func held(by pid: Int32) -> UInt64? {
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else { return nil }
        let kilobytes = status.split(separator: "\n").compactMap { line -> UInt64? in
            guard line.hasPrefix("RssAnon:") || line.hasPrefix("RssShmem:") else { return nil }
            return UInt64(line.filter { "0"..."9" ~= $0 })
        }
        return kilobytes.isEmpty ? nil : kilobytes.reduce(0, +) << 10
    }
}
