// SPDX-License-Identifier: Apache-2.0

/// How far a renderer's processes are locked in, from nothing to all.
package enum SandboxLevel: String, Sendable, Codable, Hashable, CaseIterable, Comparable {
    /// Nothing that was tried was refused, or not all of it.
    case none
    /// System calls are filtered.
    case seccomp
    /// The same, and the kernel's Landlock governs which files are seen.
    case landlock
    /// The same, in namespaces of its own: there is no network, no other process, and no file but what the engine needs.
    case full

    package static func < (first: SandboxLevel, second: SandboxLevel) -> Bool {
        let order = allCases
        return order.firstIndex(of: first) ?? 0 < order.firstIndex(of: second) ?? 0
    }
}

/// How a zygote's sandbox stood its test.
package struct SandboxReport: Sendable, Codable, Hashable {
    package var level: SandboxLevel
    /// CPU time that entering it costs each child, the fork apart.
    package var microseconds: Int64
    /// Why the level is no higher, where something was not refused.
    package var reason: String?

    package init(level: SandboxLevel, microseconds: Int64 = 0, reason: String? = nil) {
        self.level = level
        self.microseconds = microseconds
        self.reason = reason
    }
}

extension SandboxReport: CustomStringConvertible {
    /// Such as `full, 0.27 ms for each job`, or `none: why`.
    package var description: String {
        if let reason { return "\(level.rawValue): \(reason)" }
        let hundredths = microseconds / 10 + (microseconds % 10 < 5 ? 0 : 1)
        return
            "\(level.rawValue), \(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) ms for each job"
    }
}
