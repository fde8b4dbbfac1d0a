// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// Bad credentials wait for their refusal; valid ones never do.
@Suite struct SlowRefusalTests {
    private static let path = "/v1/{project}/asset/thumbnails"
    /// Beyond what a refusal without a wait takes.
    private static let noticeable = Duration.milliseconds(700)

    private static func timed(_ call: () async throws -> Answer) async throws -> (status: Int, time: Duration) {
        let start = ContinuousClock.now
        let status = try await call().status
        return (status, start.duration(to: .now))
    }

    @Test("lets the refusals of a key wait, and answers who holds the key meanwhile")
    func signatures() async throws {
        try await ServerProcess.with(settings: ["limits.refusalSeconds": "4"]) { server in
            let vod = try await blocking { try server.client() }
            let guesser = VODClient(base: vod.base, project: vod.project, accessKey: vod.accessKey, secretKey: "x")
            var waits: [Duration] = []
            for _ in 0..<10 {
                let (status, time) = try await Self.timed { try await guesser.send(.GET, Self.path) }
                #expect(status == 401)
                waits.append(time)
            }
            #expect(waits.prefix(5).min() ?? .zero < Self.noticeable)
            #expect(waits[9] > .milliseconds(1500), "\(waits)")
            // Many guesses wait at once, and the holder of the key is served from the same address.
            try await withThrowingTaskGroup(of: Void.self) { group in
                // Fewer than the connections that the client of the tests keeps to one server.
                for _ in 0..<5 {
                    group.addTask {
                        let (status, time) = try await Self.timed { try await guesser.send(.GET, Self.path) }
                        #expect(status == 401)
                        #expect(time > .milliseconds(1800))
                    }
                }
                try await Task.sleep(for: .milliseconds(100))
                for _ in 0..<10 {
                    let (status, time) = try await Self.timed { try await vod.send(.GET, Self.path) }
                    #expect(status == 200 && time < .milliseconds(1500))
                }
                try await group.waitForAll()
            }
            // Another key from this address is a guess of the same guesser.
            let unknown = VODClient(base: vod.base, project: vod.project, accessKey: "NEVERSEEN", secretKey: "x")
            #expect(try await Self.timed { try await unknown.send(.GET, Self.path) }.time > .milliseconds(1500))
            // Nothing was shown here: that is no guess.
            let url = vod.base + Self.path.replacing("{project}", with: vod.project)
            #expect(try await Self.timed { try await Answer.of(.GET, url) }.time < Self.noticeable)
        }
    }

    @Test("lets the refusals of tokens, passwords and addresses wait, and never what holds")
    func others() async throws {
        try await ServerProcess.with(settings: ["limits.refusalSeconds": "2", "addresses.uploadSeconds": "3"]) {
            server in
            let (vod, drive) = try await blocking { (try server.client(), try server.driveClient("ann", of: "p")) }
            let created = try await vod.send(
                .POST,
                "/v1.0/{project}/asset",
                json: ["title": "t", "video_name": "v", "video_type": "MP4"]
            )
            let address = try created.text("video_upload_url")
            let (body, changed) = (Data("x".utf8), address.replacing("Signature=", with: "Signature=0"))
            for _ in 0..<10 { #expect(try await Answer.of(.PUT, changed, body: body).status == 403) }
            #expect(try await Self.timed { try await Answer.of(.PUT, changed, body: body) }.time > .milliseconds(1500))

            let thumbnails = vod.base + Self.path.replacing("{project}", with: vod.project)
            let bad = [("X-Auth-Token", "guess")]
            let token = try await Self.timed { try await Answer.of(.GET, thumbnails, headers: bad) }
            #expect(token.status == 401 && token.time > .milliseconds(1500))
            let guesser = drive.with(.header("Bearer guess"))
            let session = try await Self.timed {
                try await guesser.send(.GET, "space/container/\(drive.container)")
            }
            #expect(session.status == 401 && session.time > .milliseconds(1500))
            let auth = #"{"auth":{"identity":{"methods":["password"],"password":{"user":{"id":"x","password":"y"}}}}}"#
            let signIn = try await Self.timed {
                try await Answer.of(.POST, "\(vod.base)/v3/auth/tokens", body: Data(auth.utf8))
            }
            #expect(signIn.status == 401 && signIn.time > .milliseconds(1500))

            let valid = try await Self.timed { try await drive.send(.GET, "space/container/\(drive.container)") }
            #expect(valid.status == 200 && valid.time < Self.noticeable)
            // Its end has come by now: the server signed it all the same, so nobody guessed it.
            let expired = try await Self.timed { try await Answer.of(.PUT, address, body: body) }
            #expect(expired.status == 403 && expired.time < Self.noticeable)
        }
    }

    @Test("counts by the address that a trusted proxy tells, and by nobody else's word", arguments: [true, false])
    func proxies(_ isTrusted: Bool) async throws {
        let trusted = isTrusted ? "10.0.0.0/8,127.0.0.1" : "10.0.0.0/8"
        let settings = ["limits.refusalSeconds": "3", "proxy.trusted": trusted]
        try await ServerProcess.with(settings: settings) { server in
            let vod = try await blocking { try server.client() }
            func guess(_ number: Int, from client: String) async throws -> Duration {
                // Each time another key, so that only the address can be what they have in common.
                let guesser = VODClient(base: vod.base, project: vod.project, accessKey: "K\(number)", secretKey: "x")
                return try await Self.timed {
                    try await guesser.send(.GET, Self.path, headers: [("X-Forwarded-For", client)])
                }.time
            }
            var last = Duration.zero
            for number in 0..<9 { last = try await guess(number, from: "1.2.3.\(number), 203.0.113.7, 10.0.0.9") }
            #expect(last > Self.noticeable, "from one address, whatever that claims to forward")
            let other = try await guess(20, from: "203.0.113.8")
            #expect(isTrusted ? other < Self.noticeable : other > Self.noticeable, "\(other)")
        }
    }
}
