// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// `POST /api/v1/thumbnails`: a picture in one call.
@Suite(.server())
struct ThumbnailCallTests {
    private let site: Site
    /// A token of the project.
    private let token: String

    init() throws {
        site = try Site.current
        let text = try site.server.command("tokens", "create", "--project", site.vod.project, "--json")
        token = try #require(try JSONDecoder().decode([String: String].self, from: Data(text.utf8))["token"])
    }

    private func call(_ query: String, _ body: Data, headers: [(String, String)] = []) async throws -> Answer {
        try await Answer.of(
            .POST,
            "\(site.vod.base)/api/v1/thumbnails?\(query)",
            headers: [("Authorization", "Bearer \(token)")] + headers,
            body: body
        )
    }

    @Test(
        "answers with the picture of the body, of the size and format that were asked for",
        arguments: [
            ("max_length=100", "image/jpeg", [0xFF, 0xD8, 0xFF] as [UInt8]),
            ("max_length=64&format=png", "image/png", [0x89, 0x50, 0x4E, 0x47]),
            ("max_length=64&format=webp", "image/webp", Array("RIFF".utf8)),
        ]
    )
    func picture(query: String, mediaType: String, magic: [UInt8]) async throws {
        let answer = try await call(query, try Media.clip)
        #expect(answer.status == 200, "\(answer)")
        #expect(answer.headers.first(name: "content-type") == mediaType)
        #expect(answer.headers.first(name: "x-content-type-options") == "nosniff")
        #expect(answer.body.starts(with: magic))
        let task = try #require(answer.headers.first(name: "x-task-id"))
        #expect(answer.headers.first(name: "location") == "\(site.vod.base)/api/v1/tasks/\(task)")
    }

    @Test("tells its task, whose picture has an address of its own")
    func task() async throws {
        let answer = try await call("max_length=80&at=3.5", try Media.clip)
        let task = try #require(answer.headers.first(name: "x-task-id"))
        let told = try await site.vod.send(.GET, "/api/v1/tasks/\(task)")
        #expect(told.tree.kind.text == "thumbnails")
        #expect(told.tree.state.text == "SUCCEED")
        let picture = try #require(told.tree.pictures.list.first)
        #expect(picture.requested_ms.int == 3500 && picture.presentation_ms.int == 3500)
        #expect(try await Answer.of(.GET, try #require(picture.url.text)).body == answer.body)
        #expect(told.tree.media.video_codec.text == "h264")
    }

    @Test("renders equal content with an equal query once, and anew with another")
    func singleFlight() async throws {
        let clip = try Media.clip
        var tasks: [String] = []
        for query in ["max_length=90", "max_length=90", "max_length=91"] {
            tasks.append(try #require(try await call(query, clip).headers.first(name: "x-task-id")))
        }
        #expect(tasks[0] == tasks[1])
        #expect(tasks[0] != tasks[2])
    }

    @Test("has the task made and answers 202 when the wait is over before it")
    func later() async throws {
        let answer = try await call("max_length=77&wait=0", try Media.clip)
        #expect(answer.status == 202, "\(answer)")
        #expect(answer.headers.first(name: "retry-after") == "1")
        let task = try answer.text("id")
        #expect(try await site.vod.finished(task).tree.state.text == "SUCCEED")
        // Asked for again, the picture is there.
        #expect(try await call("max_length=77&wait=0", try Media.clip).status == 200)
    }

    @Test("makes a picture of a content that is stored already")
    func stored() async throws {
        let first = try await call("max_length=60", try Media.clip)
        let task = try #require(first.headers.first(name: "x-task-id"))
        let content = try #require(try await site.vod.send(.GET, "/api/v1/tasks/\(task)").tree.content_id.text)
        #expect(try await call("max_length=61&source=\(content)", Data()).status == 200)
        let unknown = try await call("source=\(String(repeating: "0", count: 32))", Data())
        #expect(unknown.status == 404)
        #expect(unknown.tree.code.text == "picture_not_found")
    }

    @Test("takes signed requests")
    func signed() async throws {
        let answer = try await site.vod.send(
            .POST,
            "/api/v1/thumbnails",
            query: [("max_length", "50")],
            body: try Media.picture
        )
        #expect(answer.status == 200 || answer.status == 202, "\(answer)")
    }

    @Test(
        "says what is wrong with a query, naming the parameter",
        arguments: [
            "max_length=0", "max_length=10000", "max_length=x", "format=bmp", "page=0", "wait=61", "wait=-1", "at=-1",
            "at=1e3", "size=10", "page=1&page=2",
        ]
    )
    func wrongQuery(query: String) async throws {
        let answer = try await call(query, try Media.picture)
        #expect(answer.status == 400, "\(answer)")
        #expect(answer.headers.first(name: "content-type") == "application/problem+json")
        let name = String(query.prefix { $0 != "=" })
        #expect(answer.tree.code.text == "invalid_parameter")
        #expect(answer.tree.detail.text?.contains(name) == true, "\(answer)")
    }

    @Test("says what is wrong with a body")
    func wrongBody() async throws {
        #expect(try await call("", Data()).tree.code.text == "upload_missing")
        let rubbish = try await call("wait=60", Data((0..<5000).map { UInt8(truncatingIfNeeded: $0 * 7919 >> 3) }))
        #expect(rubbish.status == 422, "\(rubbish)")
        let compressed = try await call("", try Media.picture, headers: [("Content-Encoding", "gzip")])
        #expect(compressed.status == 415)
        #expect(try await call("wait=60", try Media.sound).tree.code.text == "no_pictures")
    }

    @Test("lets nobody in without credentials, and shows nobody another project's content")
    func separation() async throws {
        let bare = try await Answer.of(.POST, "\(site.vod.base)/api/v1/thumbnails", body: try Media.picture)
        #expect(bare.status == 401)
        let task = try #require(try await call("max_length=40", try Media.clip).headers.first(name: "x-task-id"))
        let content = try #require(try await site.vod.send(.GET, "/api/v1/tasks/\(task)").tree.content_id.text)
        let other = try site.server.client(of: "another-project")
        let asked = try await other.send(.POST, "/api/v1/thumbnails", query: [("source", content)])
        #expect(asked.status == 404)
        #expect(try await other.send(.GET, "/api/v1/tasks/\(task)").status == 404)
    }
}
