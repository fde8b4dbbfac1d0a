// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// The server that the tests of a suite share, and a client of each of its two projects.
struct Site: Sendable {
    static let project = "0123456789abcdef0123456789abcdef"
    static let otherProject = "fedcba9876543210fedcba9876543210"

    @TaskLocal private static var running: Site?

    let server: ServerProcess
    let vod: VODClient
    let other: VODClient

    /// The site of the running suite.
    static var current: Site {
        get throws {
            guard let running else { throw ServerTrouble(description: "the suite has no server") }
            return running
        }
    }

    /// Runs `body` with a site of its own.
    static func with(
        _ settings: [String: String],
        _ body: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await ServerProcess.with(settings: settings) { server in
            let clients = try await blocking { try (server.client(of: project), server.client(of: otherProject)) }
            let site = Site(server: server, vod: clients.0, other: clients.1)
            try await $running.withValue(site) { try await body() }
        }
    }

    /// The files in the storage: blobs, and what is being written.
    var storedFiles: (blobs: Int, staging: Int) {
        func count(_ folder: String) -> Int {
            let root = server.data.appending(path: "storage").appending(path: folder)
            let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey])
            return (files?.allObjects ?? []).count { item in
                let values = (item as? URL).flatMap { try? $0.resourceValues(forKeys: [.isRegularFileKey]) }
                return values?.isRegularFile == true
            }
        }
        return (count("blobs"), count("staging"))
    }
}

/// Gives a suite a running server.
struct ServerTrait: SuiteTrait, TestScoping {
    let settings: [String: String]

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await Site.with(settings, function)
    }
}

extension Trait where Self == ServerTrait {
    /// One server for all tests of the suite, with these settings.
    static func server(_ settings: [String: String] = [:]) -> Self { ServerTrait(settings: settings) }
}

/// Waits until `condition` holds.
func eventually(
    within patience: Duration = .seconds(30),
    _ what: Comment,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + patience
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            Issue.record("not within \(patience): \(what)", sourceLocation: sourceLocation)
            return
        }
        try await Task.sleep(for: .milliseconds(20))
    }
}
