// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// Tokens: signing in with a password, and using what one gets.
///
/// One after the other, because one revokes what was made meanwhile.
@Suite(.server(["iam.domain": "acme"]), .serialized)
struct TokenTests {
    /// A user of the first project with this password.
    private func user() async throws -> (name: String, id: String) {
        let server = try Site.current.server
        let name = "user\(UInt32.random(in: 0 ... .max))"
        let line = try await blocking {
            try server.command(
                "users",
                "create",
                "--name",
                name,
                "--project",
                Site.project,
                "--password-stdin",
                input: "pass word\n"
            )
        }
        return (name, String(try #require(line.split(separator: "\t").first)))
    }

    private func signIn(
        _ user: [String: Any],
        scope: [String: Any]? = nil,
        query: String = ""
    ) async throws -> Answer {
        var auth: [String: Any] = ["identity": ["methods": ["password"], "password": ["user": user]]]
        if let scope { auth["scope"] = scope }
        return try await Answer.of(
            .POST,
            Site.current.vod.base + "/v3/auth/tokens" + query,
            headers: [("Content-Type", "application/json;charset=utf8")],
            body: JSONSerialization.data(withJSONObject: ["auth": auth])
        )
    }

    private func list(_ token: String) async throws -> Answer {
        let vod = try Site.current.vod
        let url = "\(vod.base)/v1/\(vod.project)/asset/thumbnails"
        return try await Answer.of(.GET, url, headers: [("X-Auth-Token", token)])
    }

    @Test("gives a token for a password, by name or id, for the project by id or name")
    func signingIn() async throws {
        let (name, id) = try await user()
        let byName: [String: Any] = ["name": name, "password": "pass word", "domain": ["name": "acme"]]
        let scopes: [[String: Any]?] = [
            nil, ["project": ["id": Site.project]], ["project": ["name": Site.project]],
        ]
        for scope in scopes {
            let answer = try await signIn(byName, scope: scope)
            #expect(answer.status == 201, "\(answer)")
            #expect(answer.headers.first(name: "content-type") == "application/json")
            let token = try #require(answer.headers.first(name: "x-subject-token"))
            #expect(try await list(token).status == 200)
            let shape = answer.tree.token
            #expect(shape.project.id.text == Site.project)
            #expect(shape.project.domain.name.text == "acme")
            #expect(shape.user.id.text == id)
            #expect(shape.user.name.text == name)
            #expect(shape.methods.list.map(\.text) == ["password"])
            #expect(shape.catalog.value is [Any])
            #expect(shape.expires_at.text?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/) != nil)
        }
        let bare = try await signIn(["id": id, "password": "pass word"], query: "?nocatalog=true")
        #expect(bare.status == 201)
        #expect(bare.tree.token.catalog.isAbsent)
    }

    @Test("refuses wrong names, passwords, domains and projects")
    func refusals() async throws {
        let (name, id) = try await user()
        let domain = ["name": "acme"]
        let wrong: [[String: Any]] = [
            ["name": name, "password": "password", "domain": domain], ["name": name, "password": "", "domain": domain],
            ["name": "nobody", "password": "pass word", "domain": domain],
            ["name": name, "password": "pass word", "domain": ["name": "other"]],
            ["id": "nothing", "password": "pass word"],
        ]
        var messages: Set<String?> = []
        for user in wrong {
            let answer = try await signIn(user)
            #expect(answer.status == 401)
            #expect(answer.tree.error.code.int == 401)
            #expect(answer.tree.error.title.text == "Unauthorized")
            #expect(answer.headers.first(name: "x-subject-token") == nil)
            messages.insert(answer.tree.error.message.text)
        }
        #expect(messages.count == 1)
        let foreign = try await signIn(
            ["id": id, "password": "pass word"],
            scope: ["project": ["id": Site.otherProject]]
        )
        #expect(foreign.status == 403)
        // No operation takes a token of a whole domain.
        let wide = try await signIn(["id": id, "password": "pass word"], scope: ["domain": ["name": "acme"]])
        #expect(wide.status == 403)
        #expect(try await signIn(["name": name, "password": "pass word"]).status == 400)
        let url = try Site.current.vod.base + "/v3/auth/tokens"
        #expect(try await Answer.of(.POST, url, body: Data("{".utf8)).status == 400)
    }

    @Test("shows a token to a caller of its project")
    func showing() async throws {
        let (_, id) = try await user()
        let token = try #require(
            try await signIn(["id": id, "password": "pass word"]).headers.first(name: "x-subject-token")
        )
        let url = try Site.current.vod.base + "/v3/auth/tokens"
        func show(_ subject: String) async throws -> Answer {
            try await Answer.of(.GET, url, headers: [("X-Auth-Token", token), ("X-Subject-Token", subject)])
        }
        let answer = try await show(token)
        #expect(answer.status == 200)
        #expect(answer.tree.token.user.id.text == id)
        #expect(try await show("nothing").status == 404)
        #expect(try await Answer.of(.GET, url, headers: [("X-Auth-Token", token)]).status == 400)
        #expect(try await Answer.of(.GET, url).status == 401)
        let server = try Site.current.server
        let foreign = try await blocking { try Self.operatorToken(server, Site.otherProject) }
        #expect(try await show(foreign).status == 404)
    }

    private static func operatorToken(_ server: ServerProcess, _ project: String) throws -> String {
        struct Created: Decodable {
            var token: String
        }
        let text = try server.command("tokens", "create", "--project", project, "--json")
        return try JSONDecoder().decode(Created.self, from: Data(text.utf8)).token
    }

    @Test("takes an operator's token, until it is revoked")
    func operatorTokens() async throws {
        let server = try Site.current.server
        func digests() async throws -> Set<String> {
            let text = try await blocking { try server.command("tokens", "list") }
            return Set(text.split(separator: "\n").compactMap { $0.split(separator: "\t").first.map(String.init) })
        }
        let token = try await blocking { try Self.operatorToken(server, Site.project) }
        let known = try await digests()
        #expect(try await list(token).status == 200)
        let foreign = try await blocking { try Self.operatorToken(server, Site.otherProject) }
        try await list(foreign).expectError(403, "VOD.10057")
        let added = try await digests().subtracting(known)
        #expect(try await list(token).status == 200)
        for digest in added { _ = try await blocking { try server.command("tokens", "revoke", digest) } }
        try await list(foreign).expectError(401, "APIGW.0301")
    }
}
