// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// S3, and which picture becomes the cover without it.
@Suite(.server())
struct CoverTests {
    /// An asset with a cover from its first frame and snapshots of seconds 5 and 10.
    private func prepared(_ client: VODClient? = nil) async throws -> (asset: String, task: String, urls: [String]) {
        let vod = try client ?? Site.current.vod
        let asset = try await vod.uploadClip()
        let task = try await vod.snapshots(asset, ["type": "dots", "dots": [5, 10]])
        return (asset, task, try await vod.pictures(task).tree.thumbnail_result.list.compactMap(\.url.text))
    }

    private func coverFrame(_ asset: String) async throws -> Int? {
        guard let url = try await Site.current.vod.cover(of: asset) else { return nil }
        return try FrameCode.read(try await Answer.of(.GET, url).body)
    }

    @Test("makes a snapshot the cover, and answers nothing but that")
    func setting() async throws {
        let vod = try Site.current.vod
        let (asset, _, urls) = try await prepared()
        #expect(try await coverFrame(asset) == 0)
        let answer = try await vod.setCover(urls[1])
        #expect(answer.status == 204)
        #expect(answer.body.isEmpty)
        #expect(answer.headers.first(name: "content-type") == nil)
        #expect(try await coverFrame(asset) == 20)
        let cover = try await vod.cover(of: asset)
        #expect(try await vod.setCover(urls[1]).status == 204)
        #expect(try await vod.cover(of: asset) == cover)
        #expect(try await vod.setCover(urls[0]).status == 204)
        #expect(try await coverFrame(asset) == 10)
    }

    @Test(
        "looks at the path of the address alone",
        arguments: [
            "\n      %@", "%@ \t\r\n", "%@?x=1&y=/asset", "%@#part", "https://cdn.example.org:99@PATH",
            "ftp://other@PATH",
            "HTTP://x@ESCAPED",
        ]
    )
    func spellings(_ form: String) async throws {
        let vod = try Site.current.vod
        let (asset, _, urls) = try await prepared()
        let path = String(urls[1].dropFirst(vod.base.count))
        let url =
            form
            .replacing("%@", with: urls[1])
            .replacing("@PATH", with: path)
            .replacing("@ESCAPED", with: path.replacing("snapshot", with: "%73napsho%74"))
        let answer = try await vod.setCover(url)
        #expect(answer.status == 204, "\(answer)")
        #expect(try await coverFrame(asset) == 20)
    }

    @Test("refuses every other address")
    func otherAddresses() async throws {
        let site = try Site.current
        let (asset, task, urls) = try await prepared()
        let foreign = try await prepared(site.other)
        let deleted = try await prepared()
        _ = try await site.vod.deleteTasks([("task_id", deleted.task)])
        let gone = try await prepared()
        #expect(try await site.vod.delete(gone.asset).tree.delete_result_array[0].status.text == "DELETED")
        let cover = try #require(try await site.vod.cover(of: asset))
        let path = urls[1].dropFirst(site.vod.base.count)
        let refused = [
            cover, foreign.urls[0], deleted.urls[0], gone.urls[0], "https://example.org/a.jpg", "nonsense", "/",
            "http://", String(path), urls[1] + "/", urls[1].replacing("/dots/", with: "/sample/"),
            urls[1].replacing("/1.jpg", with: "/2.jpg"), urls[1].replacing("/1.jpg", with: "/01.jpg"),
            urls[1].replacing("/1.jpg", with: "/1.png"), urls[1].replacing(task, with: task + "%00"),
            urls[1].replacing(asset, with: foreign.asset), urls[1].replacing(asset, with: "\(asset)/../\(asset)"),
            urls[1].replacing("/asset/", with: "/%2561sset/"),
        ]
        for url in refused {
            let answer = try await site.vod.setCover(url)
            #expect(answer.status == 400 && answer.tree.error_code.text == "VOD.10062", "\(url): \(answer)")
        }
        #expect(try await coverFrame(asset) == 0)
    }

    @Test(
        "refuses bodies without an address",
        arguments: [
            "{}", #"{"thumbnailUrl":""}"#, #"{"thumbnailUrl":" \n"}"#, #"{"thumbnailUrl":7}"#,
            #"{"thumbnailUrl":null}"#,
        ]
    )
    func noAddress(_ body: String) async throws {
        let answer = try await Site.current.vod.send(.PUT, "/v1.0/{project}/asset/cover", body: Data(body.utf8))
        answer.expectError(400, "VOD.10053", field: "thumbnailUrl")
    }

    @Test("keeps the cover when its snapshot is deleted")
    func survives() async throws {
        let vod = try Site.current.vod
        let (asset, task, urls) = try await prepared()
        #expect(try await vod.setCover(urls[0]).status == 204)
        #expect(try await vod.deleteTasks([("task_id", task)]).tree.delete_result_array[0].status.text == "DELETED")
        #expect(try await coverFrame(asset) == 10)
        #expect(try await Answer.of(.GET, urls[0]).status == 404)
        try await vod.setCover(urls[0]).expectError(400, "VOD.10062")
    }

    @Test("stamps the asset")
    func stamp() async throws {
        let vod = try Site.current.vod
        let (asset, _, urls) = try await prepared()
        let before = try #require(try await vod.details(asset).tree.base_info.last_modified.text)
        // Stamps are whole seconds: wait for the next one.
        try await eventually("the second passes") { Self.stamp(.now) > before }
        #expect(try await vod.setCover(urls[0]).status == 204)
        let after = try #require(try await vod.details(asset).tree.base_info.last_modified.text)
        #expect(after > before)
    }

    private static func stamp(_ date: Date) -> String {
        date.formatted(.iso8601).filter(\.isNumber)
    }

    @Test("takes the picture that cover_position names, however the cover was set before")
    func explicitPosition() async throws {
        let vod = try Site.current.vod
        let (asset, _, urls) = try await prepared()
        #expect(try await vod.setCover(urls[0]).status == 204)
        _ = try await vod.snapshots(asset, ["type": "dots", "dots": [1, 2], "cover_position": 2])
        #expect(try await coverFrame(asset) == 4)
        _ = try await vod.snapshots(asset, ["type": "dots", "dots": [7, 8], "cover_position": 3])
        #expect(try await coverFrame(asset) == 4)
    }

    @Test("takes the first picture without cover_position only where there is no cover")
    func defaultPosition() async throws {
        let vod = try Site.current.vod
        let (asset, _, _) = try await prepared()
        #expect(try await coverFrame(asset) == 0)
        let order: [String: Any] = ["type": "dots", "dots": [6, 7]]
        let bare = try await vod.upload(try Media.clip, more: ["thumbnail": order])
        let task = try #require(try await vod.tasks([("asset_id", bare)]).tree.thumbnails[0].task_id.text)
        _ = try await vod.finished(task)
        #expect(try await coverFrame(bare) == 12)
    }
}
