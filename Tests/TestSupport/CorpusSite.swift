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
            try await $running.withValue(site) { try await body() }
            #expect(!site.canary.wasCalled, "something connected to the canary's port")
            try await server.expectOrder()
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
