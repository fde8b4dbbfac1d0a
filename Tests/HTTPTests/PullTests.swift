// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// N5: videos that the server fetches.
@Suite struct PullTests {
    private static func pull(_ vod: VODClient, _ items: [[String: Any]]) async throws -> Answer {
        try await vod.send(.POST, "/v1.0/{project}/asset/upload_by_url", json: ["upload_metadatas": items])
    }

    private static func status(_ vod: VODClient, _ asset: String) async throws -> String? {
        try await vod.send(.GET, "/v1.0/{project}/asset/list", query: [("asset_id", asset)])
            .tree.assets[0].asset_status.text
    }

    @Test("fetches nothing unless the operator allows it")
    func offByDefault() async throws {
        try await FileServer.with(try Media.clip) { files in
            try await Site.with([:]) {
                let item = ["title": "t", "video_type": "MP4", "url": "http://\(files.address)/clip.mp4"]
                try await Self.pull(try Site.current.vod, [item]).expectError(403, "VOD.10083")
            }
            #expect(files.connections == 0)
        }
    }

    @Test("fetches a video, and takes the snapshots that were ordered with it")
    func fetches() async throws {
        try await FileServer.with(try Media.clip) { files in
            let settings = ["fetch.enabled": "true", "fetch.allow": files.address]
            try await Site.with(settings) { [address = files.address] in
                let vod = try Site.current.vod
                let url = "http://\(address)/a/clip.mp4?x=1"
                let item: [String: Any] = [
                    "title": "t", "video_type": "MP4", "url": url, "auto_preheat": 0, "auto_publish": 0,
                    "thumbnail": ["type": "quantity", "quantity": 3],
                ]
                let answer = try await Self.pull(vod, [item])
                #expect(answer.status == 200)
                let result = answer.tree.upload_assets[0]
                #expect(result.url.text == url)
                let asset = try #require(result.asset_id.text)
                try await eventually("the video was fetched") { try await Self.status(vod, asset) == "CREATED" }
                let tasks = try await vod.tasks([("asset_id", asset)]).tree
                #expect(tasks.total.int == 1)
                let task = try #require(tasks.thumbnails[0].task_id.text)
                #expect(try await vod.finished(task).tree.state.text == "SUCCEED")
                #expect(try await vod.pictures(task).tree.total.int == 3)
                let info = try await vod.details(asset).tree.base_info
                #expect(try await Answer.of(.GET, #require(info.sign_url.text)).body == Media.clip)
                let query = "SELECT sha256 FROM file WHERE asset = ? AND role = 'video'"
                #expect(try DataFolder(Site.current.server).texts(query, [asset]) == [Media.clip.sha256])
                try await vod.confirm(asset, as: "CANCELLED").expectError(403, "VOD.10061")
            }
        }
    }

    @Test("never connects to an address that is not public")
    func guarded() async throws {
        try await FileServer.with(try Media.clip) { files in
            try await Site.with(["fetch.enabled": "true"]) { [address = files.address] in
                let vod = try Site.current.vod
                let item = ["title": "t", "video_type": "MP4", "url": "http://\(address)/clip.mp4"]
                let answer = try await Self.pull(vod, [item])
                #expect(answer.status == 200)
                let result = answer.tree.upload_assets[0]
                // Refused at once, or when the fetch is tried.
                if let asset = result.asset_id.text {
                    try await eventually("the fetch fails") { try await Self.status(vod, asset) == "FAILED" }
                } else {
                    #expect(result.error_code.text == "VOD.10083")
                }
            }
            #expect(files.connections == 0)
        }
    }

    @Test("tells what is wrong item by item")
    func items() async throws {
        try await Site.with(["fetch.enabled": "true", "fetch.allow": "127.0.0.1:9"]) {
            let vod = try Site.current.vod
            let good: [String: Any] = ["title": "t", "video_type": "MP4", "url": "http://127.0.0.1:9/v.mp4"]
            let changes: [[String: Any]] = [
                [:], ["url": "ftp://127.0.0.1/v.mp4"], ["url": "http://127.0.0.1:9/v.avi"], ["title": ""],
                ["video_type": "EXE"], ["thumbnail": ["type": "time", "time": 101]],
            ]
            let answer = try await Self.pull(vod, changes.map { good.merging($0) { $1 } })
            #expect(answer.status == 200)
            let results = answer.tree.upload_assets
            #expect(results.list.count == changes.count)
            #expect(results[0].asset_id.text != nil)
            #expect(results[0].error_code.isAbsent)
            for result in results.list.dropFirst() {
                #expect(result.asset_id.isAbsent)
                #expect(result.error_code.text == "VOD.10053")
                #expect(result.error_msg.text?.contains("illegal field") == true)
                #expect(result.url.text?.isEmpty == false)
            }
            try await Self.pull(vod, []).expectError(400, "VOD.10053", field: "upload_metadatas")
        }
    }
}
