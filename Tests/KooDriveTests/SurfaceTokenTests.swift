// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension Surface {
    /// Contract 3.1 and 5.4.
    @Suite("takes tokens and common headers")
    struct Tokens {
        private func space(_ client: KooDriveClient, _ headers: [(String, String)] = []) async throws -> Answer {
            let query = [("type", "1")]
            return try await client.send(.GET, "space/\(client.user)", query: query, headers: headers)
        }

        @Test("in all five spellings")
        func spellings() async throws {
            let alice = try DriveSite.current.alice
            let token = alice.token
            let spellings = ["Bearer ", "Bearer+", "AT ", "AT+", ""].flatMap { [$0, $0.lowercased(), $0.uppercased()] }
            for spelling in spellings + ["bEARER ", "Bearer  "] {
                try await space(alice.with(.header(spelling + token))).expectCode(0, "\(spelling)")
            }
            for wrong in ["Basic ", "Bearer:", "BearerX", "Bearer-", "AT", "HMAC-SHA256 ", "Bearer AT "] {
                try await space(alice.with(.header(wrong + token))).expectUnauthorized("\(wrong)")
            }
            for other in [token.uppercased(), token + "0", String(token.dropLast()), "Bearer", "Bearer ", "é", "+"] {
                try await space(alice.with(.header(other))).expectUnauthorized("\(other)")
            }
        }

        @Test("of users alone: a project's token is nobody here")
        func projectTokens() async throws {
            struct Token: Decodable {
                var token: String
            }
            let site = try DriveSite.current
            let text = try await blocking {
                try site.server.command("tokens", "create", "--project", DriveSite.project, "--json")
            }
            let token = try JSONDecoder().decode(Token.self, from: Data(text.utf8)).token
            let answer = try await space(site.alice.with(.header("Bearer \(token)")))
            #expect([401, 403].contains(answer.status), "\(answer)")
        }

        @Test("until they are revoked")
        func revocation() async throws {
            let site = try DriveSite.current
            let user = try await site.newUser()
            try await space(user).expectCode(0)
            try await blocking {
                let list = try site.server.command("tokens", "list")
                let line = list.split(separator: "\n").first { $0.contains(user.user) }
                let digest = try #require(line?.split(separator: "\t").first, "\(list)")
                _ = try site.server.command("tokens", "revoke", String(digest))
            }
            try await space(user).expectUnauthorized()
        }

        @Test("X-User-Id has to be the token's user, X-Date does not matter")
        func userHeader() async throws {
            let site = try DriveSite.current
            try await space(site.alice, [("X-User-Id", site.alice.user)]).expectCode(0)
            for other in [site.bob.user, "nobody"] {
                let answer = try await space(site.alice, [("X-User-Id", other)])
                #expect([400, 401, 403].contains(answer.status) && answer.code != 0, "\(answer)")
            }
            for date in ["20000101T000000Z", "29990101T000000Z", "yesterday"] {
                try await space(site.alice, [("X-Date", date)]).expectCode(0)
            }
        }

        @Test("refreshes and ends a session")
        func sessions() async throws {
            let site = try DriveSite.current
            let user = try await site.newUser()
            let refreshed = try await user.send(.POST, "session/refresh", headers: [("x-session-id", "1")])
            refreshed.expectCode(0)
            let token = refreshed.payload.accessToken.text ?? user.token
            let renewed = user.with(.header(token))
            try await space(renewed).expectCode(0)
            try await renewed.send(.GET, "session/logoff").expectCode(0)
            try await space(renewed).expectUnauthorized()
            try await renewed.send(.GET, "session/logoff").expectUnauthorized()
        }

        @Test("answers in the language that was asked for")
        func languages() async throws {
            let alice = try DriveSite.current.alice
            func message(_ language: String?) async throws -> String {
                let headers = language.map { [("language", $0)] } ?? []
                let answer = try await alice.start(.video, "Fnothing", headers: headers)
                answer.expectCode(13000309)
                return answer.tree.msg.text ?? ""
            }
            let english = try await message(nil)
            #expect(english.utf8.count == english.count)
            for language in ["en-US", "en_us", "EN-us", "fr-FR", "", "tlh", String(repeating: "x", count: 500)] {
                #expect(try await message(language) == english, "\(language)")
            }
            for language in ["zh-CN", "zh_cn", "zh_CN"] {
                let chinese = try await message(language)
                #expect(chinese.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(language)")
            }
            // The Chinese of a success, and of what never reaches an operation.
            let user = try DriveSite.current.alice
            let header = [("language", "zh-CN")]
            for answer in [
                try await user.with(.none).send(.GET, "space/\(user.user)", headers: header),
                try await user.send(.GET, "nothing/there", headers: header),
                try await user.send(.POST, "files/create", body: Data("{".utf8), headers: header),
            ] {
                #expect(answer.tree.msg.text?.unicodeScalars.contains { $0.value > 0x4DFF } == true, "\(answer)")
            }
        }

        @Test("notes X-Traceid in the log and nowhere else")
        func trace() async throws {
            let site = try DriveSite.current
            for name in ["X-Traceid", "x-hw-trace-id"] {
                let trace = "trace_\(UUID().uuidString.replacing("-", with: ""))"
                let answer = try await space(site.alice, [(name, trace)])
                answer.expectCode(0)
                #expect(!answer.headers.contains { $0.value.contains(trace) })
                #expect(!String(decoding: answer.body, as: UTF8.self).contains(trace))
                try await eventually("the trace is in the log") {
                    try String(contentsOf: site.server.log, encoding: .utf8).contains(trace)
                }
            }
            for odd in ["", "x", String(repeating: "y", count: 4000), "a\" : b", "{}"] {
                try await space(site.alice, [("X-Traceid", odd)]).expectCode(0)
            }
        }

        @Test("knows no shared folder")
        func sharedFolders() async throws {
            let alice = try DriveSite.current.alice
            let header = [("x-hw-share-folder-id", "Fnothing")]
            let file = try await alice.store(SurfaceMedia.noise(), name: "a.mp4")
            try await alice.start(.video, file, headers: header).expectCode(13000309)
            try await alice.start(.document, file, headers: header).expectCode(13000309)
            let members = ["containerId": alice.container]
            try await alice.post("files/\(file)/detail", members, headers: header).expectCode(13000309)
            // Authentication comes first.
            try await alice.with(.none).start(.video, file, headers: header).expectUnauthorized()
        }
    }
}
