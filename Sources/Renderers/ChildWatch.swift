// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import NIOCore

/// Holds a child to the memory that it may have, and has one that works for long give way to others.
///
/// The kernel's own limit is one of addresses, which a decoder may take many more of than it fills. What a child has
/// mapped of files does not count: that is given back when it is needed.
enum ChildWatch {
    /// How long a child may go unwatched: by then it has filled some hundred megabytes at most.
    private static let interval = TimeAmount.milliseconds(100)
    /// Seconds of processor time after which a child gives way: few files need as many.
    private static let patience = 2.0

    /// Ends `child` once it holds more than `memory` bytes, until the watch is cancelled.
    static func start(over child: HostedChild, memory: UInt64, on eventLoop: any EventLoop) -> RepeatedTask {
        eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            guard let pid = child.pid else { return }
            if let held = held(by: pid), held > memory { child.kill(.memory) }
            if !child.givesWay, let spent = processorTime(of: pid), spent >= patience { child.giveWay() }
        }
    }

    /// The seconds of processor time that a process has used, in all of its threads; `nil` where there is none (proc(5),
    /// `/proc/pid/stat`).
    private static func processorTime(of pid: Int32) -> Double? {
        guard let line = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return nil }
        // Behind the name, which may have any characters: the state is the third field, these are the 14th and 15th.
        let fields = line.suffix(from: line.lastIndex(of: ")") ?? line.startIndex).split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return nil }
        return (user + system) / Double(sysconf(CInt(_SC_CLK_TCK)))
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
