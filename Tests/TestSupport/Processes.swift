// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What `/proc` tells of running processes.
package enum Processes {
    /// The children of a process, whichever of its threads made them.
    package static func children(of pid: Int32) -> [Int32] {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        return threads.flatMap { thread in
            let text = (try? String(contentsOfFile: "/proc/\(pid)/task/\(thread)/children", encoding: .utf8)) ?? ""
            return text.split(separator: " ").compactMap { Int32($0) }
        }
    }

    /// The resident memory of a process, in KiB.
    package static func residentMemory(of pid: Int32) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let number = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) }) else {
            throw ServerTrouble(description: "no VmRSS of \(pid)")
        }
        return number
    }

    /// The children of a process, theirs, and so on.
    package static func descendants(of pid: Int32) -> [Int32] {
        let children = children(of: pid)
        return children + children.flatMap { descendants(of: $0) }
    }

    /// The processes that renders of a server come from: its children, or of those that stand for the first process of a
    /// namespace that one.
    package static func zygotes(of server: Int32) -> [Int32] {
        children(of: server).map { child in children(of: child).first { isFirst($0) } ?? child }
    }

    /// Whether a process is the first one of a namespace.
    private static func isFirst(_ pid: Int32) -> Bool {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let numbers = status.split(separator: "\n").first { $0.hasPrefix("NSpid:") }?.split(separator: "\t") ?? []
        return numbers.count > 2 && numbers.last == "1"
    }

    /// The letter of a process's state; `nil` when there is no such process.
    package static func state(of pid: Int32) -> String? {
        // After the name in parentheses.
        let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        guard let stat, let end = stat.lastIndex(of: ")") else { return nil }
        return stat[end...].dropFirst().split(separator: " ").first.map(String.init)
    }
}
