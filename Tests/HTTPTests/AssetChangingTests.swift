// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// Changing, publishing and deleting assets.
@Suite(.server(), .serialized)
struct AssetChangingTests {
    private func put(_ path: String, _ body: [String: Any]) async throws -> Answer {
        try await Site.current.vod.send(.PUT, "/v1.0/{project}/\(path)", json: body)
    }

    @Test("changes what is said of an asset, and only that")
    func metadata() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.create(["description": "old", "tags": "a"]).text("asset_id")
        let answer = try await put("asset/info", ["asset_id": asset, "title": "new", "tags": "b,c"])
        #expect(answer.status == 204)
        #expect(answer.body.isEmpty)
        let info = try await vod.details(asset).tree.base_info
        #expect(info.title.text == "new")
        #expect(info.tags.text == "b,c")
        #expect(info["description"].text == "old")
        #expect(try await put("asset/info", ["asset_id": asset, "description": "", "category_id": 3]).status == 204)
        let second = try await vod.details(asset).tree.base_info
        #expect(second["description"].text == "")
        #expect(second.category_id.int == 3)
        try await put("asset/info", ["asset_id": asset, "title": ""]).expectError(400, "VOD.10053", field: "title")
        try await put("asset/info", ["title": "x"]).expectError(400, "VOD.10053", field: "asset_id")
        try await put("asset/info", ["asset_id": "nothing", "title": "x"]).expectError(400, "VOD.10062")
    }

    @Test("takes another video, which counts once it is confirmed")
    func video() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.uploadClip()
        let answer = try await put("asset", ["asset_id": asset, "video_name": "sound", "video_type": "M4A"])
        #expect(answer.status == 200)
        #expect(answer.tree.asset_id.text == asset)
        let address = try answer.text("video_upload_url")
        #expect(try await Answer.of(.PUT, address, body: try Media.sound).status == 200)
        #expect(try await vod.details(asset).tree.base_info.meta_data.duration.int == Media.seconds)
        #expect(try await vod.confirm(asset).status == 200)
        try await eventually("the sound was looked at") {
            try await vod.details(asset).tree.base_info.meta_data.audio_codec.text == "AAC"
        }
        #expect(try await vod.details(asset).tree.base_info.video_name.text == "sound")
    }

    @Test("takes another cover")
    func cover() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.uploadClip()
        let before = try await vod.cover(of: asset)
        let update: [String: Any] = [
            "asset_id": asset, "cover_id": 0, "cover_type": "PNG", "cover_md5": try Media.drawing.md5.hex,
        ]
        let answer = try await put("asset", update)
        #expect(answer.status == 200)
        let address = try answer.text("cover_upload_url")
        #expect(try await Answer.of(.PUT, address, body: Data("other".utf8)).objectError == "BadDigest")
        #expect(try await vod.cover(of: asset) == before)
        #expect(try await Answer.of(.PUT, address, body: try Media.drawing).status == 200)
        let after = try #require(try await vod.cover(of: asset))
        #expect(after != before)
        #expect(try await Answer.of(.GET, after).body == Media.drawing)
        try await put("asset", ["asset_id": asset, "cover_id": 1]).expectError(400, "VOD.10053", field: "cover_id")
        try await put("asset", ["asset_id": asset, "cover_type": "GIF"])
            .expectError(400, "VOD.10053", field: "cover_type")
        try await put("asset", ["asset_id": "nothing"]).expectError(403, "VOD.10062")
    }

    @Test("publishes and unpublishes, all or nothing")
    func publishing() async throws {
        let vod = try Site.current.vod
        func send(_ verb: String, _ ids: Any) async throws -> Answer {
            try await vod.send(.POST, "/v1.0/{project}/asset/status/\(verb)", json: ["asset_id": ids])
        }
        let asset = try await vod.upload(try Media.clip)
        let back = try await send("unpublish", [asset])
        #expect(back.status == 200)
        #expect(back.tree.asset_info_array[0].asset_id.text == asset)
        #expect(back.tree.asset_info_array[0].status.text == "CREATED")
        try await send("publish", [asset, "nothing"]).expectError(403, "VOD.10062")
        #expect(try await send("unpublish", [asset]).tree.asset_info_array[0].status.text == "CREATED")
        #expect(try await send("publish", [asset]).tree.asset_info_array[0].status.text == "PUBLISHED")
        try await send("publish", asset).expectError(400, "VOD.10053", field: "asset_id")
        try await send("publish", [String]()).expectError(400, "VOD.10053", field: "asset_id")
        try await send("publish", [try await vod.create().text("asset_id")]).expectError(403, "VOD.10061")
    }

    @Test("deletes assets with everything made from them, item by item")
    func deletion() async throws {
        let site = try Site.current
        let vod = site.vod
        let before = site.storedFiles
        let asset = try await vod.uploadClip()
        let task = try await vod.snapshots(asset, ["type": "time"])
        let url = try #require(try await vod.pictures(task).tree.thumbnail_result[0].url.text)
        let cover = try #require(try await vod.cover(of: asset))
        let source = try #require(try await vod.details(asset).tree.base_info.sign_url.text)
        let query = [("asset_id", asset), ("asset_id", "nothing")]
        let answer = try await vod.send(.DELETE, "/v1.0/{project}/asset", query: query)
        #expect(answer.status == 200)
        let statuses = answer.tree.delete_result_array.list.reduce(into: [:]) { $0[$1.asset_id.text] = $1.status.text }
        #expect(statuses == [asset: "DELETED", "nothing": "FAILED"])
        for address in [url, cover, source] { #expect(try await Answer.of(.GET, address).status == 404) }
        try await vod.details(asset).expectError(400, "VOD.10062")
        try await vod.pictures(task).expectError(400, "VOD.10062")
        try await eventually("the storage is as before") { site.storedFiles == before }
        #expect(try await vod.delete(asset).tree.delete_result_array[0].status.text == "FAILED")
        try await vod.delete("").expectError(400, "VOD.10053", field: "asset_id")
        let many = (0...10).map { "a\($0)" }.joined(separator: ",")
        try await vod.delete(many).expectError(400, "VOD.10053", field: "asset_id")
    }

    @Test("deletes the source alone where that is asked for")
    func deletionOfSource() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.uploadClip()
        let task = try await vod.snapshots(asset, ["type": "dots", "dots": [1]])
        let source = try #require(try await vod.details(asset).tree.base_info.sign_url.text)
        let url = try #require(try await vod.pictures(task).tree.thumbnail_result[0].url.text)
        let query = [("asset_id", asset), ("delete_type", "origin")]
        let answer = try await vod.send(.DELETE, "/v1.0/{project}/asset", query: query)
        #expect(answer.tree.delete_result_array[0].status.text == "DELETED")
        #expect(try await Answer.of(.GET, source).status == 404)
        #expect(try await Answer.of(.GET, url).status == 200)
        #expect(try await vod.cover(of: asset) != nil)
        try await vod.process(asset, ["type": "time"]).expectError(403, "VOD.10061")
        let wrong = [("asset_id", asset), ("delete_type", "all")]
        try await vod.send(.DELETE, "/v1.0/{project}/asset", query: wrong)
            .expectError(400, "VOD.10053", field: "delete_type")
    }

    @Test("finds out whether a video is there already")
    func duplication() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.upload(try Media.clip)
        func ask(_ size: String, _ md5: String) async throws -> Answer {
            try await vod.send(.GET, "/v1.0/{project}/asset/duplication", query: [("size", size), ("md5", md5)])
        }
        let (size, md5) = (try Media.clip.count, try Media.clip.md5)
        for text in [md5.hex, md5.hex.uppercased(), md5.base64EncodedString()] {
            let answer = try await ask("\(size)", text).tree
            #expect(answer.is_duplicated.int == 1)
            #expect(answer.asset_ids.list.compactMap(\.text).contains(asset))
        }
        let none = try await ask("\(size + 1)", md5.hex).tree
        #expect(none.is_duplicated.int == 0)
        #expect(none.asset_ids.value is [Any])
        try await ask("x", md5.hex).expectError(400, "VOD.10053", field: "size")
        try await ask("1", "x").expectError(400, "VOD.10053", field: "md5")
        try await ask("1", "").expectError(400, "VOD.10053", field: "md5")
    }

    @Test("has no transcoding to cancel")
    func cancel() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.create().text("asset_id")
        func cancel(_ asset: String) async throws -> Answer {
            try await vod.send(.DELETE, "/v1.0/{project}/asset/process", query: [("asset_id", asset)])
        }
        #expect(try await cancel(asset).status == 204)
        try await cancel("nothing").expectError(403, "VOD.10062")
        try await cancel("").expectError(400, "VOD.10053", field: "asset_id")
    }
}
