// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport

extension Site {
    /// Runs `body` while no renderer moves, so that tasks stay unfinished.
    func withRenderersStopped<Result>(_ body: () async throws -> Result) async throws -> Result {
        signalRenderers(SIGSTOP)
        defer { signalRenderers(SIGCONT) }
        return try await body()
    }

    private func signalRenderers(_ signal: CInt) {
        guard let pid = server.pid else { return }
        for process in Self.descendants(of: pid) { kill(process, signal) }
    }

    private static func descendants(of parent: Int32) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let children = names.compactMap { Int32($0) }.filter { pid in
            // After the name in parentheses: the state, then the parent.
            let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
            guard let end = stat.lastIndex(of: ")") else { return false }
            let fields = stat[end...].split(separator: " ")
            return fields.count > 2 && Int32(fields[2]) == parent
        }
        return children + children.flatMap { descendants(of: $0) }
    }
}
