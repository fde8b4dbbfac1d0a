// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// Two projects on one server know nothing of each other.
@Suite(.server())
struct SeparationTests {
    @Test("treats what another project has as unknown, in every call")
    func everyCall() async throws {
        let site = try Site.current
        let asset = try await site.vod.uploadClip(["title": "secret"])
        let task = try await site.vod.snapshots(asset, ["type": "dots", "dots": [1]])
        let url = try #require(try await site.vod.pictures(task).tree.thumbnail_result[0].url.text)
        let before = try await site.vod.details(asset).body

        for (real, unknown) in zip(
            try await answers(site.other, asset: asset, task: task, url: url),
            try await answers(site.other, asset: "nothing", task: "none", url: url.replacing(task, with: "none"))
        ) {
            let told = String(decoding: real.body, as: UTF8.self)
                .replacing(asset, with: "nothing").replacing(task, with: "none")
            #expect(real.status == unknown.status && told == String(decoding: unknown.body, as: UTF8.self), "\(real)")
        }
        let after = try await site.vod.details(asset)
        #expect(try Self.unsigned(after.body) == Self.unsigned(before))
        #expect(try await site.vod.tasks([("task_id", task)]).tree.total.int == 1)
        #expect(try await Answer.of(.GET, url).status == 200)
    }

    /// Details without the signed address, which changes by the second.
    private static func unsigned(_ body: Data) throws -> String {
        String(decoding: body, as: UTF8.self).replacing(/"sign_url":"[^"]*"/, with: "")
    }

    /// What `client` is told about an asset and a task.
    private func answers(_ client: VODClient, asset: String, task: String, url: String) async throws -> [Answer] {
        func send(_ method: HTTPMethod, _ path: String, _ query: [(String, String)]) async throws -> Answer {
            try await client.send(method, "/v1.0/{project}/\(path)", query: query)
        }
        func post(_ method: HTTPMethod, _ path: String, _ more: [String: Any] = [:]) async throws -> Answer {
            try await client.send(method, "/v1.0/{project}/\(path)", json: ["asset_id": asset].merging(more) { $1 })
        }
        let object = ("object_key", "asset/\(asset)/video.mp4")
        let authority = [("http_verb", "PUT"), ("bucket", client.project), object]
        return [
            try await client.setCover(url),
            try await client.tasks([("asset_id", asset)]),
            try await client.tasks([("task_id", task)]),
            try await client.tasks([]),
            try await client.deleteTasks([("asset_id", asset)]),
            try await client.deleteTasks([("task_id", task)]),
            try await client.deleteTasks([("asset_id", asset), ("task_id", task)]),
            try await client.pictures(task),
            try await client.confirm(asset),
            try await client.confirm(asset, as: "CANCELLED"),
            try await client.process(asset, ["type": "time"]),
            try await send(.DELETE, "asset/process", [("asset_id", asset)]),
            try await client.send(.GET, "/v1.1/{project}/asset/authority", query: authority),
            try await send(.GET, "asset/duplication", [("size", "\(Media.clip.count)"), ("md5", Media.clip.md5.hex)]),
            try await post(.PUT, "asset", ["cover_type": "JPG"]),
            try await post(.PUT, "asset/info", ["title": "x"]),
            try await post(.POST, "asset/status/publish", ["asset_id": [asset]]),
            try await post(.POST, "asset/status/unpublish", ["asset_id": [asset]]),
            try await client.delete(asset),
            try await send(.DELETE, "asset", [("asset_id", asset), ("delete_type", "origin")]),
            try await client.details(asset),
            try await send(.GET, "asset/list", [("asset_id", asset)]),
            try await send(.GET, "asset/list", [("query_string", "secret")]),
            try await send(.GET, "asset/info", [("asset_id", asset)]),
            try await client.send(.GET, "/api/v1/tasks/\(task)"),
        ]
    }

    @Test("lets nobody into the path of another project")
    func foreignPath() async throws {
        let site = try Site.current
        let path = "/v1/\(site.vod.project)/asset/thumbnails"
        try await site.other.send(.GET, path).expectError(403, "VOD.10057")
        try await site.vod.send(.GET, path, headers: [("X-Project-Id", site.other.project)])
            .expectError(403, "VOD.10057")
        #expect(try await site.vod.send(.GET, path, headers: [("X-Project-Id", site.vod.project)]).status == 200)
    }
}
