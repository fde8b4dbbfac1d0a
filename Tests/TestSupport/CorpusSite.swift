// SPDX-License-Identifier: Apache-2.0

package import Foundation
import NIOHTTP1
import Testing

/// The server that all files of the corpus go through, and what it must look like afterwards.
package struct CorpusSite: Sendable {
    /// The longer side that is asked for, in pixels.
    ///
    /// Comparisons halve it twice, so that the edges of letters, which two renderers smooth differently, count little.
    package static let side = 1024

    @TaskLocal private static var running: CorpusSite?

    package let server: ServerProcess
    package let canary: Canary
    /// A token of the project that the files are rendered for.
    private let token: String
    private let gate = Gate(3)

    /// The site of the running suite.
    package static var current: CorpusSite {
        get throws {
            guard let running else { throw ServerTrouble(description: "the suite has no server") }
            return running
        }
    }

    /// Runs `body` with a site, and looks after it whether anything was left behind.
    package static func with(_ body: @concurrent @Sendable () async throws -> Void) async throws {
        try await ServerProcess.with(settings: [
            "renderers.warm": "video,page,image,office",
            // A call that the filter forgot is to be found here, not by a user.
            "sandbox.unknownCalls": "kill",
        ]) { server in
            struct Token: Decodable {
                var token: String
            }
            let text = try await blocking {
                try server.command("tokens", "create", "--project", "corpus", "--json")
            }
            let token = try JSONDecoder().decode(Token.self, from: Data(text.utf8)).token
            let site = CorpusSite(server: server, canary: try Canary(), token: token)
            let pid = server.pid
            try await $running.withValue(site) { try await body() }
            #expect(server.pid == pid)
            try await site.expectOrder()
        }
    }

    /// Asks for the picture of `file`, whose bytes are `bytes`.
    package func render(_ bytes: Data) async throws -> Answer {
        try await gate.pass {
            try await Answer.of(
                .POST,
                "\(server.base)/api/v1/thumbnails?max_length=\(Self.side)&wait=55",
                headers: [("Authorization", "Bearer \(token)")],
                body: bytes
            )
        }
    }

    /// The task of that number, as the server tells it.
    package func task(_ id: String) async throws -> JSON {
        let headers = [("Authorization", "Bearer \(token)")]
        return try await Answer.of(.GET, "\(server.base)/api/v1/tasks/\(id)", headers: headers).tree
    }

    /// Checks that the server lives, and that no process, file or blob is left of what it did.
    private func expectOrder() async throws {
        #expect(try await Answer.of(.GET, server.base + "/readyz").status == 200)
        #expect(!canary.wasCalled, "something connected to the canary's port")
        let pid = try #require(server.pid)
        let log = try String(contentsOf: server.log, encoding: .utf8)
        #expect(!log.contains("Fatal error"))

        let processes = Processes.descendants(of: pid)
        #expect(processes.filter { Processes.state(of: $0) == "Z" } == [], "zombies")
        // The zygotes, and no render below them.
        let renders = Processes.zygotes(of: pid).flatMap { Processes.children(of: $0) }
        #expect(renders == [], "renders that go on")

        let data = try DataFolder(server)
        let referenced = try data.referenced()
        let blobs = try data.blobs()
        #expect(Set(blobs.keys).subtracting(referenced.keys) == [], "blobs that nothing refers to")
        #expect(Set(referenced.keys).subtracting(blobs.keys) == [], "rows whose blob is missing")
        #expect(try data.staging() == [])
        #expect(try data.isSound())

        let folder = server.data.appending(path: "work")
        let zygotes = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        #expect(zygotes.count <= Processes.children(of: pid).count, "\(zygotes)")
        server.stop()
        #expect(((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []) == [])
    }
}

/// Lets a few through at a time.
private actor Gate {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    func pass<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
        defer { leave() }
        return try await body()
    }

    private func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
