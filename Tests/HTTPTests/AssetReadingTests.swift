// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// N6 and N7: reading assets.
@Suite(.server())
struct AssetReadingTests {
    private func list(_ query: [(String, String)]) async throws -> Answer {
        try await Site.current.vod.send(.GET, "/v1.0/{project}/asset/list", query: query)
    }

    private func info(_ query: [(String, String)]) async throws -> Answer {
        try await Site.current.vod.send(.GET, "/v1.0/{project}/asset/info", query: query)
    }

    @Test("tells the parts that were asked for, in any spelling of the list")
    func categories() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.uploadClip()
        let all: Set = ["asset_id", "base_info", "transcode_info", "review_info"]
        #expect(try await vod.details(asset).tree.names == all)
        #expect(try await vod.details(asset, "base_info").tree.names == ["asset_id", "base_info"])
        let two = try await vod.details(asset, "transcode_info,review_info")
        #expect(two.tree.names == ["asset_id", "transcode_info", "review_info"])
        #expect(two.tree.transcode_info.transcode_status.text == "UN_TRANSCODE")
        #expect(two.tree.review_info.review_status.text == "UN_REVIEW")
        let repeated = [("asset_id", asset), ("categories", "base_info"), ("categories", "review_info")]
        let answer = try await vod.send(.GET, "/v1.0/{project}/asset/details", query: repeated)
        #expect(answer.tree.names == ["asset_id", "base_info", "review_info"])
        try await vod.details(asset, "everything").expectError(400, "VOD.10053", field: "categories")
        try await vod.details("").expectError(400, "VOD.10053", field: "asset_id")
        try await vod.details("nothing").expectError(400, "VOD.10062")
    }

    @Test("tells what the file is")
    func metaData() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.uploadClip()
        let info = try await vod.details(asset, "base_info").tree.base_info
        let media = info.meta_data
        #expect(media.pack_type.text == "MP4")
        #expect(media.codec.text == "H.264")
        #expect(media.duration.int == Media.seconds)
        #expect(media.duration_ms.int == Media.seconds * 1000)
        #expect(media.video_size.int == (try Media.clip.count))
        #expect(media.width.int == Media.width)
        #expect(media.hight.int == Media.height)
        #expect(media.height.int == Media.height)
        #expect(media.frame_rate.int == 1)
        #expect(media.quality.text == "FLUENT")
        #expect(info.create_time.text?.wholeMatch(of: /\d{14}/) != nil)
        #expect(info.last_modified.text?.wholeMatch(of: /\d{14}/) != nil)
        #expect(info.video_url.text?.contains("?") == false)
        #expect(try await Answer.of(.GET, #require(info.sign_url.text)).body == Media.clip)
    }

    @Test("tells the newest successful pictures of each kind")
    func thumbnailInfo() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.uploadClip()
        #expect(try await vod.details(asset, "thumbnail_info").tree.thumbnail_info.isAbsent)
        _ = try await vod.snapshots(asset, ["type": "dots", "dots": [1, 2]])
        _ = try await vod.snapshots(asset, ["type": "time", "time": 15])
        let newest = try await vod.snapshots(asset, ["type": "dots", "dots": [3]])
        let info = try await vod.details(asset, "thumbnail_info").tree.thumbnail_info
        #expect(info.thumbnail_status.text == "THUMBNAIL_SUCCEED")
        #expect(info.dots.list.map(\.offset.int) == [3])
        #expect(info.dots[0].url.text?.contains(newest) == true)
        #expect(info.sample.list.map(\.offset.int) == [0, 15])
        #expect(info.quantity.isAbsent)
    }

    @Test("lists by id, state, kind, words, tags, category and time")
    func filters() async throws {
        let vod = try Site.current.vod
        let word = "word\(UInt32.random(in: 0 ... .max))"
        let clip = try await vod.uploadClip(["title": "\(word) 50%_ clip", "tags": "red,blue", "category_id": 41])
        let bare = try await vod.create(["description": "about \(word)", "video_type": "WEBM"]).text("asset_id")
        _ = try await vod.snapshots(clip, ["type": "dots", "dots": [1]])
        func found(_ query: [(String, String)]) async throws -> [String] {
            let answer = try await list([("query_string", word), ("size", "100")] + query)
            #expect(answer.status == 200)
            let ids = answer.tree.assets.list.compactMap(\.asset_id.text)
            #expect(answer.tree.total.int == ids.count)
            return ids
        }
        let nothing: [String] = []
        #expect(try await Set(found([])) == [clip, bare])
        #expect(try await Set(found([("order", "asc")])) == [clip, bare])
        #expect(try await found([("status", "PUBLISHED")]) == [clip])
        #expect(try await found([("status", "CREATING")]) == [bare])
        #expect(try await Set(found([("status", "CREATING,PUBLISHED")])) == [clip, bare])
        #expect(try await found([("status", "THUMBNAIL_SUCCEED")]) == [clip])
        #expect(try await found([("status", "THUMBNAILING")]) == nothing)
        #expect(try await found([("status", "TRANSCODING")]) == nothing)
        #expect(try await found([("media_type", "WEBM")]) == [bare])
        #expect(try await found([("tags", "blue")]) == [clip])
        #expect(try await found([("category_id", "41")]) == [clip])
        #expect(try await found([("asset_id", bare), ("asset_id", "nothing")]) == [bare])
        #expect(try await Set(found([("start_time", "20000101000000")])) == [clip, bare])
        #expect(try await found([("end_time", "20000101000000")]) == nothing)
        #expect(try await list([("query_string", "\(word) 50%_ c")]).tree.total.int == 1)
        #expect(try await list([("query_string", "\(word)_50")]).tree.total.int == 0)

        let item = try await list([("asset_id", clip)]).tree.assets[0]
        #expect(item.asset_status.text == "PUBLISHED")
        #expect(item.thumbnail_status.text == "THUMBNAIL_SUCCEED")
        #expect(item.duration.int == Media.seconds)
        #expect(item.size.int == (try Media.clip.count))
        #expect(item.covers.list.count == 1)
        #expect(item.media_type.text == "MP4")
        let empty = try await list([("asset_id", bare)]).tree.assets[0]
        #expect(empty.duration.int == 0)
        #expect(empty.size.int == 0)
    }

    @Test("lists newest first or oldest first, in pages")
    func paging() async throws {
        let vod = try Site.current.vod
        let word = "page\(UInt32.random(in: 0 ... .max))"
        var ids: [String] = []
        for _ in 0..<12 { ids.append(try await vod.create(["title": word]).text("asset_id")) }
        func page(_ query: [(String, String)]) async throws -> [String] {
            let answer = try await list([("query_string", word)] + query)
            #expect(answer.tree.total.int == 12)
            return answer.tree.assets.list.compactMap(\.asset_id.text)
        }
        #expect(try await page([("order", "asc"), ("size", "100")]) == ids)
        #expect(try await page([]) == Array(ids.reversed().prefix(10)))
        #expect(try await page([("page", "2"), ("size", "5"), ("order", "desc")]) == Array(ids.reversed()[10...]))
        #expect(try await page([("page", "9")]) == [])

        let first = try await info([("query_string", word)]).tree
        #expect(first.is_truncated.int == 1)
        #expect(first.total.int == 12)
        #expect(first.asset_info_array.list.count == 10)
        let second = try await info([("query_string", word), ("page", "1")]).tree
        #expect(second.is_truncated.int == 0)
        #expect(second.asset_info_array.list.count == 2)
    }

    @Test(
        "refuses filters out of range",
        arguments: [
            ("size", "0"), ("size", "101"), ("page", "-1"), ("page", "x"), ("category_id", "x"),
            ("start_time", "2026-01-01"), ("end_time", "20261301000000"),
            ("asset_id", (0...10).map { "a\($0)" }.joined(separator: ",")), ("status", "BROKEN"),
        ]
    )
    func ranges(_ name: String, _ value: String) async throws {
        try await list([(name, value)]).expectError(400, "VOD.10053", field: name)
        try await info([(name, value)]).expectError(400, "VOD.10053", field: name)
    }

    @Test(
        "refuses what asset/list alone knows",
        arguments: [("order", "up"), ("media_type", (0...20).map(String.init).joined(separator: ","))]
    )
    func listRanges(_ name: String, _ value: String) async throws {
        try await list([(name, value)]).expectError(400, "VOD.10053", field: name)
    }

    @Test("tells of ids that there is no such asset")
    func noAsset() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.upload(try Media.clip)
        let items = try await info([("asset_id", "\(asset),nothing")]).tree.asset_info_array
        let statuses = items.list.reduce(into: [:]) { $0[$1.asset_id.text] = $1.status.text }
        #expect(statuses == [asset: "PUBLISHED", "nothing": "NO_ASSET"])
        let filtered = [("asset_id", asset), ("status", "CREATED"), ("transcodeStatus", "UN_TRANSCODE")]
        #expect(try await info(filtered).status == 200)
        #expect(try await info([("asset_id", asset), ("assetStatus", "CREATED")]).tree.asset_info_array.list.isEmpty)
    }
}
