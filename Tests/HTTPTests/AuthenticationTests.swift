// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// Signatures: who is let in, and what the others are told.
@Suite(.server())
struct AuthenticationTests {
    private static let path = "/v1/{project}/asset/thumbnails"

    private func expectRefusal(
        _ answer: Answer,
        _ text: String,
        code: String = "APIGW.0301",
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        answer.expectError(401, code, sourceLocation: sourceLocation)
        #expect(answer.tree.error_msg.text?.contains(text) == true, "\(answer)", sourceLocation: sourceLocation)
        let request = answer.headers.first(name: "x-request-id")
        #expect(request != nil && answer.tree.request_id.text == request, sourceLocation: sourceLocation)
    }

    @Test("refuses a request without credentials")
    func none() async throws {
        let vod = try Site.current.vod
        let url = vod.base + Self.path.replacing("{project}", with: vod.project)
        expectRefusal(try await Answer.of(.GET, url), "x-auth-token not found")
        expectRefusal(try await Answer.of(.GET, url, headers: [("X-Auth-Token", "x")]), "decrypt token fail")
        for text in ["SDK-HMAC-SHA256 nonsense", "SDK-HMAC-SHA256 Access=a, SignedHeaders=, Signature="] {
            let answer = try await Answer.of(.GET, url, headers: [("Authorization", text)])
            #expect(answer.status == 401)
            #expect(answer.tree.error_code.text?.hasPrefix("APIGW.030") == true)
        }
    }

    @Test("refuses unknown keys and wrong secrets")
    func wrongKeys() async throws {
        let vod = try Site.current.vod
        let unknown = VODClient(base: vod.base, project: vod.project, accessKey: "NOKEY", secretKey: vod.secretKey)
        expectRefusal(try await unknown.send(.GET, Self.path), "ak:NOKEY,err:ak not exist")
        let wrong = VODClient(base: vod.base, project: vod.project, accessKey: vod.accessKey, secretKey: "x")
        expectRefusal(try await wrong.send(.GET, Self.path), "verify aksk signature fail")
    }

    @Test("allows a clock to be 15 minutes off", arguments: [(-16, false), (-14, true), (14, true), (16, false)])
    func clock(_ minutes: Int, _ isAccepted: Bool) async throws {
        let date = Date.now.addingTimeInterval(Double(minutes) * 60)
        let answer = try await Site.current.vod.send(.GET, Self.path, date: date)
        if isAccepted {
            #expect(answer.status == 200)
        } else {
            expectRefusal(answer, "signing time", code: "APIGW.0303")
        }
    }

    @Test("lets a revoked key in no more")
    func revoked() async throws {
        let server = try Site.current.server
        let client = try await blocking { try server.client() }
        #expect(try await client.send(.GET, Self.path).status == 200)
        _ = try await blocking { try server.command("keys", "revoke", client.accessKey) }
        expectRefusal(try await client.send(.GET, Self.path), "ak not exist")
    }

    @Test("lists the caller's project to SDKs that look it up")
    func projects() async throws {
        let vod = try Site.current.vod
        let all = try await vod.send(.GET, "/v3/projects")
        #expect(all.status == 200)
        #expect(all.tree.projects.list.count == 1)
        #expect(all.tree.projects[0].id.text == vod.project)
        let name = try #require(all.tree.projects[0].name.text)
        let named = try await vod.send(.GET, "/v3/projects", query: [("name", name)])
        #expect(named.tree.projects.list.count == 1)
        let other = try await vod.send(.GET, "/v3/projects", query: [("name", "other")])
        #expect(other.tree.projects.list.isEmpty)
        #expect(try await Answer.of(.GET, vod.base + "/v3/projects").status == 401)
    }

    @Test("reads signed bodies that come in chunks")
    func chunkedBody() async throws {
        let vod = try Site.current.vod
        let body = Data(#"{"title":"t","video_name":"v","video_type":"MP4"}"#.utf8)
        // The framing is not signed: an equal request with another framing has the same signature.
        let headers = [("Transfer-Encoding", "chunked")]
        let answer = try await vod.send(.POST, "/v1.0/{project}/asset", body: body + Data("\n".utf8), headers: headers)
        #expect(answer.status == 200, "\(answer)")
    }

    @Test("takes bodies of up to 12 MB")
    func largeBodies() async throws {
        let vod = try Site.current.vod
        func send(_ size: Int) async throws -> Answer {
            let start = Data(#"{"title":"t","video_name":"v","video_type":"MP4","x":""#.utf8)
            let body = start + Data(repeating: UInt8(ascii: "x"), count: size - start.count - 2) + Data("\"}".utf8)
            return try await vod.send(.POST, "/v1.0/{project}/asset", body: body)
        }
        #expect(try await send(12 << 20).status == 200)
        let answer = try await send((12 << 20) + 1)
        answer.expectError(413, "APIGW.0201")
        #expect(answer.tree.request_id.text?.isEmpty == false)
    }

    @Test("tells unknown paths and methods apart from unknown things")
    func unknownPaths() async throws {
        let vod = try Site.current.vod
        for (method, path) in [
            (HTTPMethod.GET, "/"), (.GET, "/v1.0/{project}/nothing"), (.GET, "/v1.0/{project}/asset/thumbnails"),
            (.POST, "/v1/{project}/asset/thumbnails"), (.GET, "/v1.0/{project}/asset/cover"), (.PATCH, "/healthz"),
        ] {
            let answer = try await vod.send(method, path)
            answer.expectError(404, "APIGW.0101")
            #expect(answer.tree.request_id.text == answer.headers.first(name: "x-request-id"))
        }
    }

    @Test("names every request, each by another id")
    func requestIDs() async throws {
        let vod = try Site.current.vod
        var ids: Set<String> = []
        for path in [
            Self.path, Self.path, "/v1.0/{project}/asset/details", "/nothing", "/healthz", "/obs/x/y", "/v3/projects",
        ] {
            ids.insert(try #require(try await vod.send(.GET, path).headers.first(name: "x-request-id")))
        }
        #expect(ids.count == 7)
    }
}
