// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// What operators and their probes ask, and that the description of the surface is that of the surface.
@Suite(.server())
struct OperationsTests {
    private static var description: String {
        get throws {
            let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Sources/HTTPAPI/openapi.yaml")
            return try String(contentsOf: file, encoding: .utf8)
        }
    }

    @Test("says that it is alive, ready, and which version it is")
    func probes() async throws {
        let base = try Site.current.vod.base
        let alive = try await Answer.of(.GET, base + "/healthz")
        #expect(alive.status == 200)
        #expect(alive.tree.status.text == "alive")
        let ready = try await Answer.of(.GET, base + "/readyz")
        #expect(ready.status == 200)
        #expect(ready.tree.ready.value as? Bool == true)
        let names = ready.tree.checks.list.compactMap { $0["name"].text }
        let renderers = ["video-renderer", "page-renderer", "office-renderer", "image-renderer"]
        #expect(Set(names) == Set(["catalogue", "storage"] + renderers))
        #expect(ready.tree.queue.waiting.int == 0)
        let version = try await Answer.of(.GET, base + "/version")
        #expect(version.tree["name"].text == "vignette")
        #expect(version.tree.version.text?.isEmpty == false)
    }

    @Test("serves its own description")
    func openAPI() async throws {
        let answer = try await Answer.of(.GET, Site.current.vod.base + "/openapi.yaml")
        #expect(answer.status == 200)
        #expect(answer.headers.first(name: "content-type") == "application/yaml")
        #expect(String(decoding: answer.body, as: UTF8.self) == (try Self.description))
    }

    /// The operations that the description names.
    private static var operations: [(method: String, path: String)] {
        get throws {
            var path = ""
            var operations: [(String, String)] = []
            for line in try description.split(separator: "\n") {
                if let match = line.wholeMatch(of: #/\ \ (/\S*):/#) { path = String(match.1) }
                if let match = line.wholeMatch(of: #/\ {4}(get|put|post|delete|head):/#) {
                    operations.append((match.1.uppercased(), path))
                }
            }
            return operations
        }
    }

    /// A path as a request has it; what stands for ids is an id where only an id is routed.
    private static func target(_ path: String) -> String {
        path.replacing("{project_id}", with: Site.project)
            .replacing("{jobId}", with: String(repeating: "0", count: 32))
            .replacing(/\{\w+\}/, with: "x")
    }

    /// Whether an answer says that its server has no such operation, in the words of the path's dialect.
    private static func isUnknown(_ answer: Answer, _ path: String) -> Bool {
        // An address of the drive that nobody signed is refused with 403, once its operation is found.
        if path.hasPrefix("/drive/") { return answer.status == 404 }
        if path.hasPrefix("/api/v1/") { return answer.tree.code.text == "not_found" }
        return answer.status == 404 && answer.tree.error_code.text == "APIGW.0101"
    }

    /// Sends requests as a project's client, and to the drive as a user.
    private struct Prober {
        let vod: VODClient
        let token: String

        init() throws {
            let site = try Site.current
            func made(_ output: String) throws -> [String: String] {
                try JSONDecoder().decode([String: String].self, from: Data(output.utf8))
            }
            vod = site.vod
            let name = "operations-\(UUID().uuidString.lowercased())"
            let create = try site.server.command("users", "create", "--name", name, "--project", Site.project, "--json")
            let user = try #require(try made(create)["user_id"])
            let tokens = try site.server.command("tokens", "create", "--user", user, "--json")
            token = try #require(try made(tokens)["token"])
        }

        func send(_ method: String, _ path: String) async throws -> Answer {
            let target = OperationsTests.target(path)
            guard path.hasPrefix("/koodrive/") else { return try await vod.send(HTTPMethod(rawValue: method), target) }
            // Whoever logs off cannot ask for anything after it.
            let headers = path.hasSuffix("/logoff") ? [] : [("Authorization", "Bearer \(token)")]
            return try await Answer.of(HTTPMethod(rawValue: method), vod.base + target, headers: headers)
        }
    }

    @Test("has every operation that it describes")
    func describedOperations() async throws {
        let prober = try Prober()
        let operations = try Self.operations
        for (prefix, count) in [("/v", 20), ("/koodrive/", 23), ("/drive/", 5), ("/api/v1/", 2), ("/thumbnail/", 2)] {
            #expect(operations.count { $0.path.hasPrefix(prefix) } >= count, "\(prefix)")
        }
        for (method, path) in operations {
            let answer = try await prober.send(method, path)
            #expect(!Self.isUnknown(answer, path), "\(method) \(path): \(answer)")
        }
    }

    @Test("describes every operation at the paths that it describes")
    func undescribedOperations() async throws {
        let prober = try Prober()
        let described = Set(try Self.operations.map { "\($0.method) \($0.path)" })
        for path in Set(try Self.operations.map(\.path)) {
            for method in ["GET", "PUT", "POST", "DELETE"] where !described.contains("\(method) \(path)") {
                let answer = try await prober.send(method, path)
                #expect(Self.isUnknown(answer, path), "\(method) \(path): \(answer)")
            }
        }
    }
}
