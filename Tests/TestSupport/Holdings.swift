// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a server and its renderers hold of the system: all that a render might forget to give back.
package struct Holdings: Equatable, Sendable {
    /// By what process, and what.
    private var counts: [String: Int] = [:]

    /// Looks at `server` and its zygotes.
    package init(of server: ServerProcess) {
        guard let pid = server.pid else { return }
        for (name, process) in [("server", pid)] + Processes.zygotes(of: pid).map({ ("zygote \($0)", $0) }) {
            for kind in Self.descriptors(of: process) { counts["\(name): \(kind)", default: 0] += 1 }
            let mounts = (try? String(contentsOfFile: "/proc/\(process)/mounts", encoding: .utf8)) ?? ""
            counts["\(name): mounts"] = mounts.split(separator: "\n").count
        }
        let folder = server.data.appending(path: "work")
        counts["files in the work folder"] = FileManager.default.enumerator(atPath: folder.path)?.allObjects.count ?? 0
    }

    /// What is more than before, each with both numbers.
    package func growth(since before: Holdings) -> [String] {
        counts.sorted { $0.key < $1.key }.compactMap { name, count in
            let earlier = before.counts[name] ?? 0
            return count > earlier ? "\(name): \(count), before \(earlier)" : nil
        }
    }

    /// The kinds of the open descriptors of a process, one for each.
    ///
    /// Connections to clients and the catalogue's own files come and go for reasons of their own.
    private static func descriptors(of pid: Int32) -> [String] {
        let folder = "/proc/\(pid)/fd"
        let networks = ["tcp", "tcp6"].map { try? String(contentsOfFile: "/proc/\(pid)/net/\($0)", encoding: .utf8) }
        let connections = networks.compactMap { $0 }.joined()
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return numbers.compactMap { number in
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(number)") else {
                return nil
            }
            guard !target.contains("/catalogue.sqlite") else { return nil }
            guard target.hasPrefix("socket:[") else { return target.hasPrefix("/") ? "file" : target.kindOfDescriptor }
            let inode = target.dropFirst("socket:[".count).dropLast()
            return connections.contains(" \(inode) ") ? nil : "socket"
        }
    }
}

extension String {
    /// `anon_inode:[pidfd]` as it is, `pipe:[17]` without its number.
    fileprivate var kindOfDescriptor: String {
        hasPrefix("anon_inode:") ? self : String(prefix { $0 != ":" })
    }
}
