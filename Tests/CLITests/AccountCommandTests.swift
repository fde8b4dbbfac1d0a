// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension CLISuite {
    @Suite("Accounts")
    struct AccountCommandTests {
        @Test("projects are made, listed and deleted")
        func projects() throws {
            let data = DataFolder()
            #expect(try data.lines("projects", "create", "--id", "p1", "--name", "First") == ["p1\tFirst"])
            #expect(try data.lines("projects", "create", "--id", "p2", "--name", "Second") == ["p2\tSecond"])
            #expect(try data.lines("projects", "list").sorted() == ["p1\tFirst", "p2\tSecond"])
            try data.run("projects", "create", "--id", "p1", "--name", "Again").expectSentence(1)
            #expect(try data.lines("projects", "delete", "--id", "p1") == [])
            #expect(try data.lines("projects", "list") == ["p2\tSecond"])
            try data.run("projects", "delete", "--id", "p1").expectSentence(1)
        }

        @Test("a key is made with its project, listed without its secret, and revoked")
        func keys() throws {
            let data = DataFolder()
            let key = try members(of: try data.lines("keys", "create", "--project", "p", "--json"))
            #expect(Set(key.keys) == ["access_key", "secret_key", "project_id"])
            #expect(key["project_id"] == "p")
            let (id, secret) = (try #require(key["access_key"]), try #require(key["secret_key"]))
            #expect(try data.lines("projects", "list").map { $0.split(separator: "\t").first } == ["p"])
            let listed = try data.lines("keys", "list")
            #expect(listed.count == 1 && listed[0].hasPrefix("\(id)\tp\t"), "\(listed)")
            #expect(!listed[0].contains(secret))
            #expect(try data.lines("keys", "create", "--project", "p").first?.hasPrefix("access key  ") == true)
            #expect(try data.lines("keys", "revoke", id) == [])
            #expect(try data.lines("keys", "list").count == 1)
            try data.run("keys", "revoke", id).expectSentence(1)
        }

        @Test("a token is made with its project or for a user, listed by its digest, and revoked")
        func tokens() throws {
            let data = DataFolder()
            let token = try members(of: try data.lines("tokens", "create", "--project", "p", "--json"))
            #expect(Set(token.keys) == ["token", "project_id", "expires_at"])
            #expect(token["project_id"] == "p")
            let expires = try Date(try #require(token["expires_at"]), strategy: .iso8601)
            #expect(abs(expires.timeIntervalSinceNow - 24 * 3600) < 60)
            let user = try #require(
                try data.lines("users", "create", "--name", "ann", "--project", "p").first?.split(separator: "\t").first
            )
            let own = try members(of: try data.lines("tokens", "create", "--user", String(user), "--json"))
            #expect(Set(own.keys) == ["token", "user_id", "expires_at"])
            #expect(own["user_id"] == String(user))
            let listed = try data.lines("tokens", "list")
            #expect(listed.count == 2)
            #expect(!listed.joined().contains(try #require(token["token"])))
            let digest = try #require(listed.first { $0.contains("project p") }?.split(separator: "\t").first)
            #expect(try data.lines("tokens", "revoke", String(digest)) == [])
            #expect(try data.lines("tokens", "list").count == 1)
            try data.run("tokens", "revoke", String(digest)).expectSentence(1)

            #expect(try data.run("tokens", "create", "--user", "somebody").status == 0)
            #expect(try data.lines("users", "list").contains { $0.hasPrefix("somebody\tsomebody\tsomebody\t") })
        }

        @Test("an application is made with a secret that is shown once, listed, and revoked")
        func applications() throws {
            let data = DataFolder()
            let made = try members(of: try data.lines("apps", "create", "--name", "sync", "--json"))
            let id = try #require(made["app_id"])
            let secret = try #require(made["app_secret"])
            let listed = try data.lines("apps", "list")
            #expect(listed.count == 1)
            #expect(listed[0].hasPrefix("\(id)\tsync\t") && !listed[0].contains(secret))
            #expect(try data.lines("apps", "revoke", id) == [])
            #expect(try data.lines("apps", "list") == [])
            try data.run("apps", "revoke", id).expectSentence(1)
        }

        @Test("a user is made with a space and the project, listed without a password, given a new one, and revoked")
        func users() throws {
            let data = DataFolder()
            let create = ["users", "create", "--name", "ann", "--project", "p", "--password-stdin"]
            let made = try CommandRun(create + ["--data", data.path], input: "correct horse\n")
            #expect(made.status == 0, "\(made.error)")
            let id = try #require(made.output.split(separator: "\t").first.map(String.init))
            let space = try #require(made.output.split(separator: "\t").last?.dropLast())
            #expect(made.output == "\(id)\tann\tp\t\(space)\n")
            #expect(space.wholeMatch(of: /I[0-9a-f]{32}/) != nil)
            #expect(try data.lines("users", "list") == ["\(id)\tann\tp\t\(space)"])
            #expect(try CommandRun(create + ["--data", data.path], input: "another\n").output == made.output)
            #expect(try data.lines("users", "suspend", id) == [])
            #expect(try data.lines("users", "resume", id) == [])
            try data.run("users", "suspend", "nobody").expectSentence(1)
            #expect(try CommandRun(create + ["--data", data.path], input: "").status == 64)
            #expect(try data.lines("users", "revoke", id) == [])
            #expect(try data.lines("users", "list") == [])
            try data.run("users", "revoke", id).expectSentence(1)
        }

        @Test("what is made while a server runs holds at once, and what is revoked does not")
        func whileServing() async throws {
            try await ServerProcess.with { server in
                let client = try server.client(of: "p")
                let list = { try await client.send(.GET, "/v1.0/{project}/asset/list") }
                #expect(try await list().status == 200)
                _ = try server.command("keys", "revoke", client.accessKey)
                #expect(try await list().status == 401)

                let text = try server.command("tokens", "create", "--project", "p", "--json")
                let token = try #require(try members(of: [text])["token"])
                let address = "\(server.base)/v1.0/p/asset/list"
                #expect(try await Answer.of(.GET, address, headers: [("X-Auth-Token", token)]).status == 200)
                let listed = try server.command("tokens", "list")
                let digest = try #require(listed.split(separator: "\t").first.map(String.init))
                _ = try server.command("tokens", "revoke", digest)
                #expect(try await Answer.of(.GET, address, headers: [("X-Auth-Token", token)]).status == 401)
            }
        }

        @Test("a user signs in with the password that was given last")
        func signIn() async throws {
            try await ServerProcess.with { server in
                func save(_ password: String) throws -> String {
                    let user = ["--name", "ann", "--project", "p", "--data", server.data.path]
                    let run = try CommandRun(["users", "create", "--password-stdin"] + user, input: password)
                    try #require(run.status == 0, "\(run.error)")
                    return run.output
                }
                let id = try #require(try save("old password\n").split(separator: "\t").first.map(String.init))
                #expect(try await signIn("old password", at: server).status == 201)
                _ = try save("new password\n")
                #expect(try await signIn("old password", at: server).status == 401)
                let answer = try await signIn("new password", at: server)
                #expect(answer.status == 201, "\(answer)")
                let token = try #require(answer.headers.first(name: "X-Subject-Token"))
                let address = "\(server.base)/v1.0/p/asset/list"
                #expect(try await Answer.of(.GET, address, headers: [("X-Auth-Token", token)]).status == 200)
                _ = try server.command("users", "revoke", id)
                #expect(try await Answer.of(.GET, address, headers: [("X-Auth-Token", token)]).status == 401)
                #expect(try await signIn("new password", at: server).status == 401)
            }
        }

        private func signIn(_ password: String, at server: ServerProcess) async throws -> Answer {
            let user: [String: Any] = ["name": "ann", "domain": ["name": "vignette"], "password": password]
            let identity: [String: Any] = ["methods": ["password"], "password": ["user": user]]
            let body = ["auth": ["identity": identity, "scope": ["project": ["id": "p"]]]]
            return try await Answer.of(
                .POST,
                "\(server.base)/v3/auth/tokens",
                headers: [("Content-Type", "application/json")],
                body: try JSONSerialization.data(withJSONObject: body)
            )
        }

        @Test(
            "wrong usage ends with 64",
            arguments: [
                ["keys", "create"], ["tokens", "create"], ["tokens", "create", "--project", "p", "--user", "u"],
                ["users", "create", "--name", "ann"], ["apps", "create"], ["projects", "create", "--id", "p"],
                ["projects", "delete"], ["tokens", "revoke", "short"], ["keys", "nosuch"], ["nosuch"],
                ["thumbnail", "file"], ["failures", "release"], ["failures", "release", "id", "--all"],
                ["failures", "explain"],
            ]
        )
        func usage(_ arguments: [String]) throws {
            let run = try DataFolder().runAll(arguments)
            #expect(run.status == 64, "\(run.error)")
            #expect(run.output == "")
        }

        @Test("a data folder that cannot be made ends with 1 and one sentence")
        func badFolder() throws {
            for command in [["keys", "list"], ["projects", "create", "--id", "p", "--name", "n"], ["serve"]] {
                try CommandRun(command + ["--data", "/dev/null/data"]).expectSentence(1)
            }
        }

        @Test("a project's id that cannot be part of a path is refused")
        func badID() throws {
            for id in ["", "a/b", "..", String(repeating: "x", count: 65)] {
                let run = try DataFolder().run("projects", "create", "--id", id, "--name", "n")
                #expect(run.status == 1 || run.status == 64, "'\(id)': \(run.status) \(run.error)")
                #expect(try DataFolder().run("keys", "create", "--project", id).status != 0, "'\(id)'")
            }
        }

        /// The members of the one JSON object in one line.
        private func members(of lines: [String]) throws -> [String: String] {
            try #require(lines.count == 1, "\(lines)")
            return try JSONDecoder().decode([String: String].self, from: Data(lines[0].utf8))
        }
    }
}

extension DataFolder {
    fileprivate func runAll(_ arguments: [String]) throws -> CommandRun {
        try CommandRun(arguments + ["--data", path])
    }
}
