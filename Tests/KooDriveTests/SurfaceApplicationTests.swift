// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension Surface {
    /// Contract 5.3.
    @Suite("takes the signatures of applications")
    struct Applications {
        /// A client that signs for `user`, after `change`.
        private func client(
            of user: KooDriveClient,
            _ change: (inout ApplicationSignature) -> Void = { _ in }
        ) async throws -> KooDriveClient {
            var signature = try await DriveSite.current.application(for: user)
            change(&signature)
            return user.with(.application(signature))
        }

        @Test("as the worked examples of the contract have them")
        func vectors() {
            var signature = ApplicationSignature(
                id: String(repeating: "a1", count: 32),
                secret: "made-up-app-secret-000000000001",
                user: "1605107117323346560"
            )
            // 2026-11-21 08:30:00 UTC.
            signature.date = Date(timeIntervalSince1970: 1_795_249_800)
            let body = """
                {"containerId": "IAAAKIRZGifzJgncA1605122035640590977", "fileId": "FkiferVNK5NwXck7XXBhPLIRhV1GayJPc", \
                "userId": "1605107117323346560"}
                """
            func sign(_ method: String, _ target: String, _ body: String) -> String? {
                let host = "127.0.0.1:8080"
                let headers = signature.headers(method, target, host: host, body: Data(body.utf8))
                return headers.last?.1.split(separator: "=").last.map(String.init)
            }
            #expect(
                sign("POST", "/koodrive/ose/v1/video/thumbnail", body)
                    == "1f69ee7282c1c1dc218f04aae080a11e23e198e1ac176b64b8d3ea94f22c0776"
            )
            signature.signedNames = ["x-date", "x-user-id"]
            #expect(
                sign("GET", "/koodrive/ose/v1/jobs?status=0&limit=10&Name=a%20b", "")
                    == "7a861c0173e927ec920f248e157d2638a9bcee8a68601c608d2ccbadf1aa009d"
            )
        }

        @Test("for any user that they name, over bodies and queries")
        func right() async throws {
            let site = try DriveSite.current
            for user in [site.alice, site.bob, site.carol] {
                for names in [["host", "x-date", "x-user-id"], ["x-date", "x-user-id"], ["x-user-id", "x-date"]] {
                    let client = try await client(of: user) { $0.signedNames = names }
                    try await client.list().expectCode(0, "\(names)")
                    let query = [("type", "1"), ("containerId", client.container), ("Blank", "a b+c"), ("empty", "")]
                    try await client.send(.GET, "space/\(client.user)", query: query).expectCode(0, "\(names)")
                }
                let signed = try await client(of: user)
                let file = try await signed.store(SurfaceMedia.clip(), name: "clip.mp4")
                #expect(try await signed.thumbnail(file, .video).count == 5)
            }
        }

        @Test("but not with a wrong secret, application or user")
        func wrong() async throws {
            let alice = try DriveSite.current.alice
            try await client(of: alice) { $0.secret += "0" }.list().expectUnauthorized()
            try await client(of: alice) { $0.secret = "" }.list().expectUnauthorized()
            try await client(of: alice) { $0.id = String(repeating: "0", count: 32) }.list().expectUnauthorized()
            try await client(of: alice) { $0.user = "nobody" }.list().expectUnauthorized()
            // Signed for one user, asked for another.
            let bob = try DriveSite.current.bob
            try await client(of: alice).start(.video, "Fnothing", ["userId": bob.user]).expectCode(13000410)
        }

        @Test("for 15 minutes, and hardly before their time")
        func dates() async throws {
            let alice = try DriveSite.current.alice
            for offset: TimeInterval in [-14 * 60, -60, 0, 40] {
                try await client(of: alice) { $0.date = Date(timeIntervalSinceNow: offset) }.list().expectCode(
                    0,
                    "\(offset)"
                )
            }
            for offset: TimeInterval in [-16 * 60, -86400, 90, 16 * 60, 86400] {
                try await client(of: alice) { $0.date = Date(timeIntervalSinceNow: offset) }.list().expectUnauthorized(
                    "\(offset)"
                )
            }
        }

        @Test("which have to cover the date and the user")
        func coverage() async throws {
            let alice = try DriveSite.current.alice
            let lists = [
                ["host", "x-date"], ["host", "x-user-id"], ["host"], [], ["x-date", "x-user-id", "x-nothing"],
            ]
            for names in lists + [["x-date", "x-date", "x-user-id"]] {
                try await client(of: alice) { $0.signedNames = names }.list().expectUnauthorized("\(names)")
            }
        }

        @Test("and of which nothing was altered on the way")
        func tampering() async throws {
            let site = try DriveSite.current
            var signature = try await site.application(for: site.alice)
            signature.signedNames = ["host", "x-date", "x-user-id"]
            let alice = site.alice
            let host = alice.base.replacing("http://", with: "")
            let path = KooDriveClient.prefix + "files/0"
            let body = try JSONSerialization.data(
                withJSONObject: ["containerId": alice.container, "parentFileId": "root"],
                options: .sortedKeys
            )
            let signed =
                signature.headers("POST", path, host: host, body: body) + [("Content-Type", "application/json")]
            func send(_ target: String, _ headers: [(String, String)], _ body: Data) async throws -> Answer {
                try await Answer.of(.POST, alice.base + target, headers: headers, body: body)
            }
            try await send(path, signed, body).expectCode(0)
            try await send(path, signed, body + Data(" ".utf8)).expectUnauthorized("body")
            try await send(path, signed, Data()).expectUnauthorized("no body")
            try await send(path + "?a=b", signed, body).expectUnauthorized("query")
            try await send(KooDriveClient.prefix + "files/1", signed, body).expectUnauthorized("path")
            for index in signed.indices where signed[index].0 != "Content-Type" {
                var headers = signed
                headers[index].1 = String(headers[index].1.dropLast(2)) + "00"
                // A signature may end so anyway, once in 256 times.
                guard headers[index].1 != signed[index].1 else { continue }
                try await send(path, headers, body).expectUnauthorized("\(headers[index].0)")
                headers = signed
                headers.append(headers[index])
                try await send(path, headers, body).expectUnauthorized("\(headers[index].0) twice")
                headers = signed
                headers.remove(at: index)
                try await send(path, headers, body).expectUnauthorized("no \(signed[index].0)")
            }
        }

        @Test("not for sessions, and not once the application is revoked")
        func limits() async throws {
            let site = try DriveSite.current
            let signature = try await site.application(for: site.alice)
            let client = site.alice.with(.application(signature))
            try await client.list().expectCode(0)
            try await client.send(.GET, "session/logoff").expectUnauthorized()
            try await client.send(.POST, "session/refresh").expectUnauthorized()
            try await blocking { _ = try site.server.command("apps", "revoke", signature.id) }
            try await client.list().expectUnauthorized()
        }
    }
}
