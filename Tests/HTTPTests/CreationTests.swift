// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// N3 and N4: making an asset, sending its files, confirming them.
@Suite(.server())
struct CreationTests {
    @Test("gives the addresses of the files that are to be uploaded")
    func addresses() async throws {
        let vod = try Site.current.vod
        let plain = try await vod.create()
        #expect(plain.status == 200)
        let asset = try plain.text("asset_id")
        #expect(asset.wholeMatch(of: /[0-9a-f]{32}/) != nil)
        #expect(plain.tree.video_upload_url.text?.hasPrefix(vod.base + "/obs/") == true)
        #expect(plain.tree.cover_upload_url.isAbsent)
        #expect(plain.tree.subtitle_upload_urls.list.isEmpty)
        #expect(plain.tree.target.bucket.text == vod.project)
        #expect(plain.tree.target.object.text == "asset/\(asset)/video.mp4")
        #expect(plain.tree.target.location.text?.isEmpty == false)

        let full = try await vod.create([
            "cover_type": "PNG", "subtitles": [["id": 1, "type": "SRT", "language": "EN"]],
        ])
        #expect(full.tree.cover_upload_url.text?.contains("/Cover0.png?") == true)
        #expect(full.tree.subtitle_upload_urls.list.count == 1)
    }

    @Test(
        "names the member that is out of range",
        arguments: [
            #"{"video_name":"v","video_type":"MP4"}"#: "title",
            #"{"title":"","video_name":"v","video_type":"MP4"}"#: "title",
            #"{"title":7,"video_name":"v","video_type":"MP4"}"#: "title",
            #"{"title":"\#(String(repeating: "x", count: 129))","video_name":"v","video_type":"MP4"}"#: "title",
            #"{"title":"\#(String(repeating: "é", count: 65))","video_name":"v","video_type":"MP4"}"#: "title",
            #"{"title":"t","video_type":"MP4"}"#: "video_name",
            #"{"title":"t","video_name":"\#(String(repeating: "x", count: 129))","video_type":"MP4"}"#: "video_name",
            #"{"title":"t","video_name":"v"}"#: "video_type",
            #"{"title":"t","video_name":"v","video_type":"EXE"}"#: "video_type",
            #"{"title":"t","video_name":"v","video_type":"HLS"}"#: "video_type",
            #"{"title":"t","video_name":"v","video_type":["MP4"]}"#: "video_type",
        ]
    )
    func mandatoryMembers(_ body: String, _ field: String) async throws {
        let answer = try await Site.current.vod.send(.POST, "/v1.0/{project}/asset", body: Data(body.utf8))
        answer.expectError(400, "VOD.10053", field: field)
    }

    @Test(
        "names the optional member that is out of range",
        arguments: [
            (#""description":"\#(String(repeating: "x", count: 1025))""#, "description"),
            (#""category_id":"one""#, "category_id"),
            (#""video_md5":"short""#, "video_md5"),
            (#""cover_md5":"short""#, "cover_md5"),
            (#""cover_type":"GIF""#, "cover_type"),
            (#""tags":"\#((1...17).map { "t\($0)" }.joined(separator: ","))""#, "tags"),
            (#""tags":"\#(String(repeating: "x", count: 25))""#, "tags"),
            (#""auto_publish":2"#, "auto_publish"),
            (#""auto_publish":"1""#, "auto_publish"),
            (#""auto_encrypt":-1"#, "auto_encrypt"),
            (#""auto_preheat":"2""#, "auto_preheat"),
            (#""subtitles":[{"id":9,"type":"SRT","language":"EN"}]"#, "subtitles.id"),
            (
                #""subtitles":[{"id":1,"type":"SRT","language":"EN"},{"id":1,"type":"SRT","language":"CN"}]"#,
                "subtitles.id"
            ),
            (#""subtitles":[{"id":1,"type":"VTT","language":"EN"}]"#, "subtitles.type"),
            (#""subtitles":[{"id":1,"type":"SRT","language":"FR"}]"#, "subtitles.language"),
            (#""subtitles":[{"id":1,"type":"SRT","language":"EN","md5":"x"}]"#, "subtitles.md5"),
            (#""subtitles":{}"#, "subtitles"),
            (#""thumbnail":{}"#, "thumbnail.type"),
            (#""thumbnail":{"type":"all"}"#, "thumbnail.type"),
            (#""thumbnail":{"type":"time","time":101}"#, "thumbnail.time"),
            (#""thumbnail":{"type":"time","time":"12"}"#, "thumbnail.time"),
        ]
    )
    func optionalMembers(_ member: String, _ field: String) async throws {
        let body = #"{"title":"t","video_name":"v","video_type":"MP4",\#(member)}"#
        let answer = try await Site.current.vod.send(.POST, "/v1.0/{project}/asset", body: Data(body.utf8))
        answer.expectError(400, "VOD.10053", field: field)
    }

    @Test(
        "takes every member at the ends of its range",
        arguments: [
            ["title": String(repeating: "é", count: 64), "video_name": String(repeating: "x", count: 128)],
            ["description": String(repeating: "x", count: 1024), "category_id": 7],
            ["video_md5": "1B2M2Y8AsgTpgAmY7PhCfg==", "cover_md5": "d41d8cd98f00b204e9800998ecf8427e"],
            ["tags": (1...16).map { "t\($0)" }.joined(separator: ",")], ["tags": String(repeating: "x", count: 24)],
            ["auto_publish": 0, "auto_encrypt": 1, "auto_preheat": "1"], ["auto_preheat": 0],
            ["video_type": "webm"], ["video_type": "MP3"], ["cover_type": "jpg"],
            ["review": ["template_id": "1"], "unheard_of": [1, 2], "description": NSNull()],
            ["thumbnail": ["type": "time"], "template_group_name": "system"],
        ] as [[String: any Sendable]]
    )
    func acceptedMembers(_ members: [String: any Sendable]) async throws {
        let answer = try await Site.current.vod.create(members)
        #expect(answer.status == 200, "\(answer)")
    }

    @Test("refuses what is no JSON object", arguments: ["", "{", "[]", "7", #"{"title":"a"#, #"{"title":"a\u0000b"}"#])
    func badJSON(_ body: String) async throws {
        let answer = try await Site.current.vod.send(.POST, "/v1.0/{project}/asset", body: Data(body.utf8))
        answer.expectError(400, "VOD.10053")
    }

    @Test("refuses a template without a thumbnail", arguments: ["template_group_name", "workflow_name"])
    func templates(_ member: String) async throws {
        try await Site.current.vod.create([member: "system"]).expectError(403, "VOD.10083")
    }

    @Test("keeps what was said of the asset")
    func keepsMembers() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.create([
            "title": "日本 \"x\"", "description": "two\nlines", "tags": " a ,b,", "category_id": 9,
        ]).text("asset_id")
        let info = try await vod.details(asset).tree.base_info
        #expect(info.title.text == "日本 \"x\"")
        #expect(info["description"].text == "two\nlines")
        #expect(info.tags.text == "a,b")
        #expect(info.category_id.int == 9)
        #expect(info.video_name.text == "clip.mp4")
        #expect(info.video_type.text == "MP4")
    }
}
