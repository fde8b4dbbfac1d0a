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
        #expect(Set(names).isSuperset(of: ["catalogue", "storage", "video-renderer"]))
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

    @Test("has every operation that it describes")
    func describedOperations() async throws {
        let vod = try Site.current.vod
        let operations = try Self.operations
        #expect(operations.count > 30)
        for (method, path) in operations {
            let target = path.replacing("{project_id}", with: vod.project).replacing(/\{\w+\}/, with: "x")
            let answer = try await vod.send(HTTPMethod(rawValue: method), target)
            #expect(answer.tree.error_code.text != "APIGW.0101", "\(method) \(path)")
        }
    }

    @Test("describes every operation of VOD and IAM that it has")
    func undescribedOperations() async throws {
        let vod = try Site.current.vod
        let described = Set(try Self.operations.map { "\($0.method) \($0.path)" })
        let paths = Set(try Self.operations.map(\.path)).filter { $0.hasPrefix("/v") && $0 != "/version" }
        for path in paths {
            for method in ["GET", "PUT", "POST", "DELETE"] where !described.contains("\(method) \(path)") {
                let target = path.replacing("{project_id}", with: vod.project)
                let answer = try await vod.send(HTTPMethod(rawValue: method), target)
                #expect(answer.tree.error_code.text == "APIGW.0101", "\(method) \(path)")
            }
        }
    }
}
