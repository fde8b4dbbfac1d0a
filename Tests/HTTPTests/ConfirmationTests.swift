// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// N4: what follows an upload.
@Suite(.server())
struct ConfirmationTests {
    @Test("does not confirm what was not uploaded")
    func beforeUpload() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.create().text("asset_id")
        try await vod.confirm(asset).expectError(403, "VOD.10060")
        #expect(try await vod.details(asset).tree.base_info.meta_data.duration.int == 0)
    }

    @Test("confirms once: again changes nothing, giving up is refused")
    func twice() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.upload(try Media.clip)
        let again = try await vod.confirm(asset)
        #expect(again.status == 200)
        #expect(again.tree.asset_id.text == asset)
        try await vod.confirm(asset, as: "FAILED").expectError(403, "VOD.10061")
        try await vod.confirm(asset, as: "CANCELLED").expectError(403, "VOD.10061")
    }

    @Test("refuses a video with another MD5 than was announced, and takes the right one after it")
    func wrongThenRight() async throws {
        let vod = try Site.current.vod
        let created = try await vod.create(["video_md5": try Media.clip.md5.base64EncodedString()])
        let (asset, address) = (try created.text("asset_id"), try created.text("video_upload_url"))
        #expect(try await Answer.of(.PUT, address, body: Data("another".utf8)).status == 200)
        try await vod.confirm(asset).expectError(403, "VOD.10060")
        #expect(try await Answer.of(.PUT, address, body: try Media.clip).status == 200)
        #expect(try await vod.confirm(asset).status == 200)
    }

    @Test("gives up an upload with its bytes", arguments: ["FAILED", "CANCELLED"])
    func givingUp(_ status: String) async throws {
        let vod = try Site.current.vod
        let created = try await vod.create()
        let (asset, address) = (try created.text("asset_id"), try created.text("video_upload_url"))
        #expect(try await Answer.of(.PUT, address, body: Data("bytes".utf8)).status == 200)
        #expect(try await vod.confirm(asset, as: status).status == 200)
        #expect(try await vod.confirm(asset, as: status).status == 200)
        try await vod.confirm(asset).expectError(403, "VOD.10061")
        #expect(try await Answer.of(.PUT, address, body: Data("bytes".utf8)).status == 404)
    }

    @Test("refuses unknown assets and statuses")
    func unknown() async throws {
        let vod = try Site.current.vod
        try await vod.confirm(String(repeating: "0", count: 32)).expectError(403, "VOD.10062")
        let asset = try await vod.create().text("asset_id")
        try await vod.confirm(asset, as: "DONE").expectError(400, "VOD.10053", field: "status")
        let empty = try await vod.send(.POST, "/v1.0/{project}/asset/status/uploaded", json: ["status": "CREATED"])
        empty.expectError(400, "VOD.10053", field: "asset_id")
    }

    @Test("publishes with the confirmation, unless told not to", arguments: [(1, "PUBLISHED"), (0, "CREATED")])
    func publishing(_ flag: Int, _ state: String) async throws {
        let vod = try Site.current.vod
        let asset = try await vod.upload(try Media.clip, more: ["auto_publish": flag])
        let list = try await vod.send(.GET, "/v1.0/{project}/asset/list", query: [("asset_id", asset)])
        #expect(list.tree.assets[0].asset_status.text == state)
    }

    @Test("makes the first frame the cover")
    func firstFrame() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.upload(try Media.clip)
        try await eventually("the cover appears") { try await vod.cover(of: asset) != nil }
        let cover = try await Answer.of(.GET, #require(try await vod.cover(of: asset)))
        #expect(cover.headers.first(name: "content-type") == "image/jpeg")
        #expect(try FrameCode.read(cover.body) == 0)
        let size = try #require(jpegSize(cover.body))
        #expect(size == (Media.width, Media.height))
    }

    @Test("takes the snapshots that were ordered with the asset, and the cover from them")
    func thumbnailAtCreation() async throws {
        let vod = try Site.current.vod
        let order: [String: Any] = ["type": "dots", "dots": [5, 10], "cover_position": 2]
        let asset = try await vod.upload(try Media.clip, more: ["thumbnail": order])
        let tasks = try await vod.tasks([("asset_id", asset)]).tree
        #expect(tasks.total.int == 1)
        let task = try #require(tasks.thumbnails[0].task_id.text)
        _ = try await vod.finished(task)
        #expect(try await vod.pictures(task).tree.total.int == 2)
        let cover = try await Answer.of(.GET, #require(try await vod.cover(of: asset)))
        #expect(try FrameCode.read(cover.body) == 20)
    }

    @Test("serves the cover that the client uploads, and makes none itself", arguments: ["JPG", "PNG"])
    func uploadedCover(_ type: String) async throws {
        let vod = try Site.current.vod
        let created = try await vod.create(["cover_type": type])
        let asset = try created.text("asset_id")
        #expect(try await Answer.of(.PUT, created.text("video_upload_url"), body: try Media.clip).status == 200)
        #expect(try await vod.confirm(asset).status == 200)
        let task = try await vod.snapshots(asset, ["type": "dots", "dots": [0], "cover_position": 5])
        #expect(try await vod.pictures(task).tree.total.int == 1)
        #expect(try await vod.cover(of: asset) == nil)

        let picture = type == "JPG" ? try Media.picture : try Media.drawing
        #expect(try await Answer.of(.PUT, created.text("cover_upload_url"), body: picture).status == 200)
        let address = try #require(try await vod.cover(of: asset))
        let cover = try await Answer.of(.GET, address)
        #expect(cover.body == picture)
        #expect(cover.headers.first(name: "content-type") == (type == "JPG" ? "image/jpeg" : "image/png"))
        #expect(address.hasSuffix("Cover0.\(type.lowercased())"))
    }

    @Test("serves the subtitles that the client uploads")
    func subtitles() async throws {
        let vod = try Site.current.vod
        let created = try await vod.create([
            "subtitles": [
                ["id": 1, "type": "SRT", "language": "EN"], ["id": 8, "type": "SRT", "language": "CN", "name": "中文"],
            ]
        ])
        let asset = try created.text("asset_id")
        let addresses = created.tree.subtitle_upload_urls.list.compactMap(\.text)
        let text = Data("1\n00:00:00,000 --> 00:00:01,000\nhello\n".utf8)
        #expect(try await Answer.of(.PUT, try #require(addresses.last), body: text).status == 200)
        let tracks = try await vod.details(asset).tree.base_info.subtitle_info
        #expect(tracks.list.count == 1)
        #expect(tracks[0].id.int == 8)
        #expect(tracks[0].type.text == "SRT")
        #expect(tracks[0].language.text == "CN")
        let track = try await Answer.of(.GET, try #require(tracks[0].url.text))
        #expect(track.body == text)
        #expect(track.headers.first(name: "content-type")?.hasPrefix("text/plain") == true)
    }

    @Test("takes sound, which has neither a cover nor snapshots")
    func sound() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.upload(try Media.sound, type: "M4A")
        try await eventually("the sound was looked at") {
            try await vod.details(asset).tree.base_info.meta_data.duration.int ?? 0 > 0
        }
        let info = try await vod.details(asset).tree.base_info
        #expect(info.meta_data.audio_codec.text == "AAC")
        #expect(info.meta_data.codec.isAbsent)
        #expect(info.cover_info_array.list.isEmpty)
        try await vod.process(asset, ["type": "time"]).expectError(403, "VOD.10083")
    }
}
