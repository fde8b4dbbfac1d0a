// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// Which frame becomes the cover where nobody chose one, and that it never takes the place of one that somebody chose.
@Suite(.server(), .serialized)
struct AutomaticCoverTests {
    private func frame(_ url: String) async throws -> Int? {
        try FrameCode.read(try await Answer.of(.GET, url).body)
    }

    private func coverFrame(_ asset: String) async throws -> Int? {
        guard let url = try await Site.current.vod.cover(of: asset) else { return nil }
        return try await frame(url)
    }

    /// The task that looked at the video of an asset, as the native surface tells it.
    private func ingest(_ asset: String) async throws -> Answer {
        let site = try Site.current
        let query = "SELECT id FROM task WHERE asset = ? AND kind = 'ingest' ORDER BY created DESC"
        let task = try #require(try DataFolder(site.server).texts(query, [asset]).first)
        return try await site.vod.finished(task)
    }

    private func replaceVideo(of asset: String, by video: Data) async throws {
        let vod = try Site.current.vod
        let answer = try await vod.send(
            .PUT,
            "/v1.0/{project}/asset",
            json: ["asset_id": asset, "video_name": "other", "video_type": "MP4"]
        )
        #expect(try await Answer.of(.PUT, try answer.text("video_upload_url"), body: video).status == 200)
        #expect(try await vod.confirm(asset).status == 200)
    }

    // MARK: The choice

    @Test("is not black where the video begins so, and the task tells why")
    func dark() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.upload(try Media.darkClip)
        let task = try await ingest(asset)
        #expect(task.tree.kind.text == "ingest" && task.tree.state.text == "SUCCEED", "\(task)")
        let picture = try #require(task.tree.pictures.list.first)
        let cover = picture.report.cover
        #expect(cover.outcome.text == "better")
        #expect(cover.candidates[0].rejected_for.list.map(\.text) == ["black"])
        #expect(cover.candidates[0].time.ticks.int == 0 && cover.candidates[0].count.int ?? 0 > 4)
        let chosen = try #require(cover.candidates.list.first { $0.chosen.flag == true })
        #expect(chosen.rejected_for.list.isEmpty)
        #expect(chosen.time.ticks.int == picture.presentation_time.ticks.int)

        let number = try #require(try await coverFrame(asset))
        #expect(number >= 20)
        #expect(picture.presentation_ms.int == number * 200)
        // The picture of the task is the cover, under an address of its own.
        let own = try await Answer.of(.GET, try #require(picture.url.text))
        let shown = try await Answer.of(.GET, try #require(try await vod.cover(of: asset)))
        #expect(own.status == 200 && shown.status == 200, "\(own)")
        #expect(own.body == shown.body)
    }

    @Test("is the first frame where that is worth showing, and the task tells that too")
    func first() async throws {
        let asset = try await Site.current.vod.uploadClip()
        #expect(try await coverFrame(asset) == 0)
        let cover = try await ingest(asset).tree.pictures[0].report.cover
        #expect(cover.outcome.text == "first_frame" && cover.candidates.list.count == 1)
    }

    @Test("is the same for thumbnails without an instant")
    func thumbnails() async throws {
        let site = try Site.current
        let token = try site.server.command("tokens", "create", "--project", site.vod.project, "--json")
        let text = try #require(try JSONDecoder().decode([String: String].self, from: Data(token.utf8))["token"])
        func call(_ query: String) async throws -> Answer {
            try await Answer.of(
                .POST,
                "\(site.vod.base)/api/v1/thumbnails?\(query)",
                headers: [("Authorization", "Bearer \(text)")],
                body: try Media.darkClip
            )
        }
        let answer = try await call("max_length=160")
        #expect(try FrameCode.read(answer.body) ?? 0 >= 20)
        let task = try #require(answer.headers.first(name: "x-task-id"))
        let told = try await site.vod.send(.GET, "/api/v1/tasks/\(task)").tree.pictures[0]
        #expect(told.report.cover.outcome.text == "better")
        #expect(told.report.cover.candidates[0].rejected_for[0].text == "black")
        let named = try await call("max_length=160&at=0")
        #expect(try FrameCode.read(named.body) == nil, "black is what was asked for")
    }

    // MARK: What somebody chose

    @Test("gives way to a cover that is uploaded while the video is looked at")
    func uploadedMeanwhile() async throws {
        let site = try Site.current
        let vod = site.vod
        let asset = try await site.withRenderersStopped {
            let asset = try await vod.upload(try Media.clip)
            let answer = try await vod.send(
                .PUT,
                "/v1.0/{project}/asset",
                json: ["asset_id": asset, "cover_type": "JPG"]
            )
            let address = try answer.text("cover_upload_url")
            #expect(try await Answer.of(.PUT, address, body: try Media.picture).status == 200)
            return asset
        }
        #expect(try await ingest(asset).tree.state.text == "SUCCEED")
        let cover = try #require(try await vod.cover(of: asset))
        #expect(try await Answer.of(.GET, cover).body == Media.picture)
    }

    @Test("of an earlier video goes with it; one that was chosen stays")
    func newVideo() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.uploadClip()
        #expect(try await coverFrame(asset) == 0)
        try await replaceVideo(of: asset, by: try Media.darkClip)
        _ = try await ingest(asset)
        #expect(try await coverFrame(asset) ?? 0 >= 20)

        let task = try await vod.snapshots(asset, ["type": "dots", "dots": [6, 7]])
        let urls = try await vod.pictures(task).tree.thumbnail_result.list.compactMap(\.url.text)
        #expect(try await vod.setCover(urls[1]).status == 204)
        #expect(try await coverFrame(asset) == 35)
        try await replaceVideo(of: asset, by: try Media.clip)
        _ = try await ingest(asset)
        #expect(try await coverFrame(asset) == 35)
    }

    @Test("is what was asked for last, whichever task ends last")
    func lastChoice() async throws {
        let site = try Site.current
        let vod = site.vod
        let asset = try await vod.uploadClip()
        let before = try await vod.snapshots(asset, ["type": "dots", "dots": [5, 10]])
        let urls = try await vod.pictures(before).tree.thumbnail_result.list.compactMap(\.url.text)
        let (first, second) = try await site.withRenderersStopped {
            // Two orders wait, then somebody chooses.
            let first = try await vod.snapshot(asset, ["type": "dots", "dots": [1, 2], "cover_position": 1])
            let second = try await vod.snapshot(asset, ["type": "dots", "dots": [3, 4], "cover_position": 2])
            #expect(try await vod.setCover(urls[1]).status == 204)
            return (first, second)
        }
        for task in [first, second] { #expect(try await vod.finished(task).tree.state.text == "SUCCEED") }
        #expect(try await coverFrame(asset) == 20)

        // The other way round: the order is the later choice.
        let third = try await site.withRenderersStopped {
            #expect(try await vod.setCover(urls[0]).status == 204)
            return try await vod.snapshot(asset, ["type": "dots", "dots": [3, 4], "cover_position": 2])
        }
        _ = try await vod.finished(third)
        #expect(try await coverFrame(asset) == 8)
        // And one without a position is no choice at all.
        _ = try await vod.snapshots(asset, ["type": "dots", "dots": [11]])
        #expect(try await coverFrame(asset) == 8)
    }
}
