// SPDX-License-Identifier: Apache-2.0

import CMischief
import Foundation
import Glibc
import Logging
import Model
import RenderProtocol
import Renderers
import TestSupport

/// A renderer that is in an attacker's hands, outside of the sandbox and in it.
enum EvilChild {
    /// Whether each deed succeeds outside and is refused inside.
    static func deeds(_ canary: CanaryServer) async throws -> [Deed: Controls.Result] {
        let folder = try temporaryFolder("evil")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("a neighbour's".utf8).write(to: URL(filePath: "\(folder)/secret"))
        let targets = "\(canary.port) \(getpid()) 1 \(folder)"
        var outside: [Deed: Bool] = [:]
        try await withRenderer(.none, ["--without-sandbox"]) { pool in
            for deed in Deed.allCases { outside[deed] = try await succeeds(deed, targets, pool, patience: 4) }
        }
        let calls = canary.connections
        // What it made outside would be there already.
        unlink("\(folder)/created")
        var inside: [Deed: Bool] = [:]
        try await withRenderer(.landlock, []) { pool in
            for deed in Deed.allCases { inside[deed] = try await succeeds(deed, targets, pool, patience: 1) }
        }
        let isUntouched =
            canary.connections == calls && !FileManager.default.fileExists(atPath: "\(folder)/created")
        return Dictionary(
            uniqueKeysWithValues: Deed.allCases.map { deed in
                let isHit = outside[deed] == true && inside[deed] == false && isUntouched
                let description = "\(deed.rawValue): outside \(outside[deed] ?? false), inside \(inside[deed] ?? true)"
                return (deed, Controls.Result(isHit: isHit, description: description))
            }
        )
    }

    /// Whether a deed is done; one that does not end is done when it goes on for longer than two seconds.
    private static func succeeds(
        _ deed: Deed,
        _ targets: String,
        _ pool: RendererPool,
        patience: Int64
    ) async throws -> Bool {
        let index = (0..<mischief_count()).first { String(cString: mischief_name($0)) == deed.rawValue }
        let command = deed == .spins ? "spin" : "mischief \(index ?? -1) \(targets)"
        let file = try Descriptor(memoryFile: Data(command.utf8)).release()
        let limits = RenderLimits(deadline: patience * 1000, deadlinePerPicture: 0)
        let start = ContinuousClock.now
        do {
            let spec = SnapshotSpec(instants: .first)
            let result = try await pool.render(RenderJob(job: .snapshots(spec), limits: limits), input: file) { _ in }
            guard case .done(let summary) = result else { return false }
            return summary.notes.first == "succeeded"
        } catch {
            if deed == .spins { return start.duration(to: .now) > .seconds(2) }
            // A program that took the child's place ends with this status.
            return (error as? Failure)?.evidence?.contains("exit status 42") == true
        }
    }

    private static func withRenderer(
        _ sandbox: SandboxLevel,
        _ arguments: [String],
        _ body: (RendererPool) async throws -> Void
    ) async throws {
        var options = PoolOptions(program: RendererLocation("MisbehavingRenderer"), capacity: 1)
        (options.requiredSandbox, options.arguments) = (sandbox, arguments)
        let pool = RendererPool(options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pool.run() }
            try await body(pool)
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}
