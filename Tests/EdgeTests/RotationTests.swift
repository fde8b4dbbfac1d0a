// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// The keys that sign addresses, and secrets at rest.
@Suite struct RotationTests {
    private static func address(_ vod: VODClient) async throws -> String {
        let members = ["title": "t", "video_name": "v", "video_type": "MP4"]
        return try await vod.send(.POST, "/v1.0/{project}/asset", json: members).text("video_upload_url")
    }

    private static func put(_ address: String) async throws -> Int {
        try await Answer.of(.PUT, address, body: Data("x".utf8)).status
    }

    /// The name of the key that signed.
    private static func key(_ address: String) -> String? {
        address.firstMatch(of: /AWSAccessKeyId=([^&]+)/).map { String($0.1) }
    }

    /// Asks for addresses until another key than `key` signs them.
    private static func addressByAnother(than known: String, _ vod: VODClient) async throws -> String {
        let deadline = ContinuousClock.now + .seconds(20)
        while true {
            let address = try await address(vod)
            if key(address) != known { return address }
            guard ContinuousClock.now < deadline else { throw ServerTrouble(description: "\(known) still signs") }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    @Test("a new key signs, while what the one before signed holds; unless all is to end at once")
    func rotation() async throws {
        try await ServerProcess.with { server in
            let vod = try await blocking { try server.client() }
            let first = try await Self.address(vod)
            let firstKey = try #require(Self.key(first))
            let made = try await blocking { try server.command("addresses", "rotate") }
            let second = try await Self.addressByAnother(than: firstKey, vod)
            let secondKey = try #require(Self.key(second))
            #expect(made == "\(secondKey)\n")
            #expect(try await Self.put(first) == 200)
            #expect(try await Self.put(second) == 200)
            // The name of a key is signed too, and an unknown one is nobody's.
            #expect(try await Self.put(first.replacing(firstKey, with: secondKey)) == 403)
            #expect(try await Self.put(first.replacing(firstKey, with: "vignette")) == 403)
            let lines = try await blocking { try server.command("addresses", "list") }.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.first?.hasPrefix(firstKey) == true && lines.first?.contains("holds until") == true)
            #expect(lines.last?.hasPrefix(secondKey) == true && lines.last?.hasSuffix("signs") == true)

            // Both hold over a restart.
            #expect(try await blocking { server.stop() } == 0)
            try await server.start()
            #expect(try await Self.put(first) == 200)
            #expect(try await Self.put(second) == 200)
            #expect(Self.key(try await Self.address(vod)) == secondKey)

            _ = try await blocking { try server.command("addresses", "rotate", "--at-once") }
            let third = try await Self.addressByAnother(than: secondKey, vod)
            #expect(try await Self.put(third) == 200)
            #expect(try await Self.put(first) == 403)
            #expect(try await Self.put(second) == 403)
        }
    }

    @Test("a key that no longer signs makes no addresses that last")
    func retiredKey() async throws {
        try await ServerProcess.with { server in
            let vod = try await blocking { try server.client() }
            // Signed while the key signs, for an hour: then the key ends sooner than that.
            let address = try await Self.address(vod)
            #expect(try await Self.put(address) == 200)
            _ = try await blocking { try server.command("addresses", "rotate", "--set", "addresses.uploadSeconds=900") }
            _ = try await Self.addressByAnother(than: Self.key(address) ?? "", vod)
            #expect(try await Self.put(address) == 403)
        }
    }

    @Test("no secret lies readable in the data folder")
    func atRest() async throws {
        try await ServerProcess.with { server in
            let (vod, drive) = try await blocking { (try server.client(), try server.driveClient("ann", of: "p")) }
            struct App: Decodable { var app_secret: String }
            struct Token: Decodable { var token: String }
            let (app, token) = try await blocking {
                _ = try server.command(
                    "users",
                    "create",
                    "--name",
                    "bob",
                    "--project",
                    "p",
                    "--password-stdin",
                    input: "a password of bob's\n"
                )
                let app = try server.command("apps", "create", "--name", "tests", "--json")
                let token = try server.command("tokens", "create", "--project", "p", "--json")
                return (
                    try JSONDecoder().decode(App.self, from: Data(app.utf8)).app_secret,
                    try JSONDecoder().decode(Token.self, from: Data(token.utf8)).token
                )
            }
            // Used once, so that whatever keeps or logs them has had them.
            #expect(try await vod.send(.GET, "/v1.0/{project}/asset/list").status == 200)
            #expect(try await drive.send(.GET, "space/container/\(drive.container)").status == 200)
            let address = try await Self.address(vod)
            let signature = try #require(address.firstMatch(of: /Signature=([0-9a-f]+)/)).1
            #expect(try await Self.put(address) == 200)
            guard case .header(let bearer) = drive.credential else { return }
            let secrets = [
                vod.secretKey, app, token, bearer.replacing("Bearer ", with: ""), "a password of bob's",
                String(signature),
            ]
            let files = FileManager.default.enumerator(at: server.data, includingPropertiesForKeys: nil)
            var seen = 0
            for case let file as URL in files?.allObjects ?? [] {
                guard let bytes = try? Data(contentsOf: file) else { continue }
                seen += 1
                for secret in secrets {
                    #expect(secret.utf8.count >= 19 && bytes.range(of: Data(secret.utf8)) == nil, "\(file.path)")
                }
            }
            #expect(seen > 3)
            // What is to be found is found: the public part of the key lies there.
            let catalogue = ["", "-wal"].compactMap {
                try? Data(contentsOf: server.data.appending(path: "catalogue.sqlite\($0)"))
            }
            #expect(catalogue.contains { $0.range(of: Data(vod.accessKey.utf8)) != nil })
            let mode = try FileManager.default.attributesOfItem(
                atPath: server.data.appending(path: "instance.key").path
            )[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }
}
