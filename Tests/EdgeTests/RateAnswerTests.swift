// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

/// What a project is told that calls too often, in each dialect.
@Suite struct RateAnswerTests {
    private static let project = "0123456789abcdef0123456789abcdef"
    private static let otherProject = "fedcba9876543210fedcba9876543210"

    /// Calls until one call is answered with 429, `limit` times at most.
    ///
    /// Returns how often it was answered otherwise, and the refusal.
    private static func callUntilRefused(
        _ limit: Int,
        _ call: @escaping @Sendable () async throws -> Answer
    ) async throws -> (before: Int, refusal: Answer?) {
        let tally = Tally(limit)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { while tally.mayCall() { tally.count(try await call()) } }
            }
            try await group.waitForAll()
        }
        return tally.result
    }

    /// Checks what all refusals have.
    private static func check(
        _ result: (before: Int, refusal: Answer?),
        _ rate: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Answer {
        // Calls come back while the test makes them; the last ones were under way together.
        #expect(result.before >= rate, sourceLocation: sourceLocation)
        let refusal = try #require(
            result.refusal,
            "\(result.before) calls went through",
            sourceLocation: sourceLocation
        )
        let seconds = refusal.headers.first(name: "retry-after").flatMap { Int($0) }
        #expect(seconds.map { (1...60).contains($0) } == true, "\(refusal.headers)", sourceLocation: sourceLocation)
        #expect(refusal.headers.first(name: "x-request-id") != nil, sourceLocation: sourceLocation)
        return refusal
    }

    @Test("keeps the contract's rates, project by project, and says so in each dialect")
    func contract() async throws {
        try await ServerProcess.with(settings: ["limits.rate": "contract"]) { server in
            let (vod, other, drive, token) = try await blocking {
                let text = try server.command("tokens", "create", "--project", Self.project, "--json")
                let token = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))["token"] ?? ""
                return (
                    try server.client(of: Self.project), try server.client(of: Self.otherProject),
                    try server.driveClient("ann", of: Self.project), token
                )
            }
            @Sendable func cover(_ client: VODClient) async throws -> Answer {
                try await client.send(.PUT, "/v1.0/{project}/asset/cover", json: ["asset_id": "x"])
            }
            let refused = try Self.check(try await Self.callUntilRefused(400) { try await cover(vod) }, 100)
            #expect(refused.tree.error_code.text == "APIGW.0308")
            #expect(refused.tree.request_id.text == refused.headers.first(name: "x-request-id"))
            #expect(refused.headers.first(name: "content-type") == "application/json")
            // The other project and the other operations go on.
            #expect(try await cover(other).status == 400)
            #expect(try await vod.send(.GET, "/v1.0/{project}/asset/list").status == 200)

            let path = "/koodrive/ose/v1/space/container/\(drive.container)"
            let ofDrive = try Self.check(
                try await Self.callUntilRefused(4000) { try await drive.send(.GET, path) },
                1500
            )
            #expect(ofDrive.tree.code.int == 429)
            #expect(ofDrive.tree.msg.text?.isEmpty == false)
            #expect(ofDrive.tree.error_code.text == "APIGW.0308")

            let headers = [("X-Auth-Token", token)]
            let native = try Self.check(
                try await Self.callUntilRefused(4000) {
                    try await Answer.of(.GET, "\(server.base)/api/v1/tasks/x", headers: headers)
                },
                1500
            )
            #expect(native.headers.first(name: "content-type") == "application/problem+json")
            #expect(native.tree.status.int == 429)
            #expect(native.tree.code.text == "rate_limited")

            let iam = try Self.check(
                try await Self.callUntilRefused(4000) {
                    try await Answer.of(.GET, "\(server.base)/v3/projects", headers: headers)
                },
                1500
            )
            #expect(iam.tree.error.code.int == 429)
            #expect(iam.tree.error.title.text == "Too Many Requests")

            let created = try await other.send(
                .POST,
                "/v1.0/{project}/asset",
                json: ["title": "t", "video_name": "v", "video_type": "MP4"]
            )
            let address = try created.text("video_upload_url")
            let body = Data("x".utf8)
            let object = try Self.check(
                try await Self.callUntilRefused(4000) { try await Answer.of(.PUT, address, body: body) },
                1500
            )
            #expect(String(decoding: object.body, as: UTF8.self).contains("<Code>SlowDown</Code>"))
        }
    }

    @Test("keeps no rates with one project, and no small ones with two")
    func automatic() async throws {
        try await ServerProcess.with { server in
            let vod = try await blocking { try server.client(of: Self.project) }
            let path = "/v1.0/{project}/asset/list"
            #expect(try await Self.callUntilRefused(300) { try await vod.send(.GET, path) }.refusal == nil)
            let other = try await blocking { try server.client(of: Self.otherProject) }
            #expect(try await Self.callUntilRefused(300) { try await other.send(.GET, path) }.refusal == nil)
        }
    }

    @Test("refuses a preset that it does not know")
    func unknownPreset() throws {
        let run = try CommandRun(["serve", "--data", "/nonexistent", "--set", "limits.rate=some"])
        #expect(run.status == 64)
    }
}

/// What calls were answered with.
private final class Tally: Sendable {
    private let state: Mutex<(left: Int, before: Int, refusal: Answer?)>

    init(_ limit: Int) { state = Mutex((limit, 0, nil)) }

    var result: (before: Int, refusal: Answer?) { state.withLock { ($0.before, $0.refusal) } }

    func mayCall() -> Bool {
        state.withLock { state in
            state.left -= 1
            return state.left >= 0 && state.refusal == nil
        }
    }

    func count(_ answer: Answer) {
        state.withLock { state in
            if answer.status != 429 { state.before += 1 } else if state.refusal == nil { state.refusal = answer }
        }
    }
}
