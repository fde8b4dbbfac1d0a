// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization
import TestSupport

/// Watches how old the processes become that a server renders in, by what the kernel tells of them.
final class RenderWatch: Sendable {
    /// Which program, and how long its oldest process was seen to live.
    private let ages = Mutex<[String: Duration]>([:])
    private let isOver = Mutex(false)

    /// Looks at the renders of `server` until ``stop()``.
    init(_ server: Int32) {
        Thread.detachNewThread { [self] in
            while !isOver.withLock({ $0 }) {
                for zygote in Processes.zygotes(of: server) {
                    for render in Processes.children(of: zygote) { note(render) }
                }
                usleep(100_000)
            }
        }
    }

    func stop() { isOver.withLock { $0 = true } }

    /// The longest life of a render, by the program's name.
    var longest: [String: Duration] { ages.withLock { $0 } }

    private func note(_ render: Int32) {
        guard let age = Self.age(of: render),
            let name = try? String(contentsOfFile: "/proc/\(render)/comm", encoding: .utf8)
        else { return }
        let program = name.trimmingCharacters(in: .newlines)
        ages.withLock { $0[program] = max($0[program] ?? .zero, age) }
    }

    /// How long ago a process began; `nil` when there is none.
    private static func age(of pid: Int32) -> Duration? {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        // The 22nd field, of which the first two end with the name.
        let fields = stat[end...].dropFirst().split(separator: " ")
        guard fields.count > 19, let start = Int64(fields[19]) else { return nil }
        var now = timespec()
        clock_gettime(CLOCK_BOOTTIME, &now)
        let ticks = Int64(sysconf(Int32(_SC_CLK_TCK)))
        return .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec) - .milliseconds(start * 1000 / ticks)
    }
}
