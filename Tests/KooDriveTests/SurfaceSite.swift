// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import NIOHTTP1
import TestSupport
import Testing

/// Everything about the KooDrive surface, on one server.
@Suite("The KooDrive surface", .drive)
struct Surface {}

/// The server that the tests of the surface share, with clients of three users.
struct DriveSite: Sendable {
    static let project = "0123456789abcdef0123456789abcdef"
    static let otherProject = "fedcba9876543210fedcba9876543210"

    @TaskLocal private static var running: DriveSite?

    let server: ServerProcess
    /// Two users of one project.
    let alice: KooDriveClient
    let bob: KooDriveClient
    /// A user of another project.
    let carol: KooDriveClient

    /// The site of the running suite.
    static var current: DriveSite {
        get throws {
            guard let running else { throw ServerTrouble(description: "the suite has no server") }
            return running
        }
    }

    /// Runs `body` with a site of its own.
    static func with(
        _ settings: [String: String] = [:],
        _ body: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await ServerProcess.with(settings: settings) { server in
            let (alice, bob, carol) = try await blocking {
                (
                    try server.driveClient("alice", of: project), try server.driveClient("bob", of: project),
                    try server.driveClient("carol", of: otherProject)
                )
            }
            let site = DriveSite(server: server, alice: alice, bob: bob, carol: carol)
            try await $running.withValue(site) { try await body() }
        }
    }

    /// A new user of the first project, for a test that counts what lies in a space.
    func newUser() async throws -> KooDriveClient {
        let server = server
        let name = "user-\(UUID().uuidString.lowercased())"
        return try await blocking { try server.driveClient(name, of: Self.project) }
    }

    /// An application that may act for users.
    func application(for user: KooDriveClient) async throws -> ApplicationSignature {
        struct Created: Decodable {
            var app_id: String
            var app_secret: String
        }
        let server = server
        let text = try await blocking { try server.command("apps", "create", "--name", "tests", "--json") }
        let created = try JSONDecoder().decode(Created.self, from: Data(text.utf8))
        return ApplicationSignature(id: created.app_id, secret: created.app_secret, user: user.user)
    }
}

/// Gives a suite a running server.
struct DriveTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await DriveSite.with([:], function)
    }
}

extension Trait where Self == DriveTrait {
    /// One server for all tests of the suite.
    static var drive: Self { DriveTrait() }
}

extension KooDriveClient {
    /// The token, without its scheme.
    var token: String {
        guard case .header(let value) = credential else { return "" }
        return value.replacing("Bearer ", with: "")
    }
}

extension Answer {
    /// Checks that this is KooDrive's envelope with that code and the status that belongs to it (contract 3.2).
    func expectCode(
        _ code: Int,
        status: Int? = nil,
        _ comment: Comment? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let place: Comment = "\(comment?.rawValue ?? ""): \(self)"
        #expect(tree.code.int == code, place, sourceLocation: sourceLocation)
        #expect(self.status == status ?? (code == 0 ? 200 : 400), place, sourceLocation: sourceLocation)
        #expect(tree.msg.text?.isEmpty == false, place, sourceLocation: sourceLocation)
        let type = headers.first(name: "content-type") ?? ""
        #expect(type.hasPrefix("application/json"), place, sourceLocation: sourceLocation)
    }

    /// Checks that this refuses the caller (contract 3.2: 401, in the envelope).
    func expectUnauthorized(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) {
        let place: Comment = "\(comment?.rawValue ?? ""): \(self)"
        #expect(status == 401, place, sourceLocation: sourceLocation)
        #expect(tree.code.int.map { $0 != 0 } == true, place, sourceLocation: sourceLocation)
        #expect(tree.msg.text?.isEmpty == false, place, sourceLocation: sourceLocation)
    }
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
