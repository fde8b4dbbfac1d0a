// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// S4 and S5: listing and deleting snapshot tasks.
///
/// One after the other, because some stop the renderers.
@Suite(.server(), .serialized)
struct SnapshotListTests {
    private static let order: [String: any Sendable] = ["type": "dots", "dots": [1]]

    @Test("lists tasks newest first, in pages")
    func newestFirst() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.uploadClip()
        var tasks: [String] = []
        for _ in 0..<12 { tasks.insert(try await vod.snapshots(asset, Self.order), at: 0) }
        func ids(_ query: [(String, String)]) async throws -> [String] {
            let answer = try await vod.tasks([("asset_id", asset)] + query).tree
            #expect(answer.total.int == 12)
            return answer.thumbnails.list.compactMap(\.task_id.text)
        }
        #expect(try await ids([]) == Array(tasks.prefix(10)))
        #expect(try await ids([("limit", "100")]) == tasks)
        #expect(try await ids([("offset", "5"), ("limit", "3")]) == Array(tasks[5..<8]))
        #expect(try await ids([("offset", "20000")]) == [])
        #expect(try await ids([("offset", ""), ("limit", "")]) == Array(tasks.prefix(10)))
    }

    @Test(
        "refuses pages out of range",
        arguments: [("offset", "-1"), ("offset", "20001"), ("offset", "x"), ("limit", "0"), ("limit", "101")]
    )
    func ranges(_ name: String, _ value: String) async throws {
        try await Site.current.vod.tasks([(name, value)]).expectError(400, "VOD.10053", field: name)
    }

    @Test("joins both filters, and knows assets from tasks")
    func filters() async throws {
        let vod = try Site.current.vod
        let (first, second) = (try await vod.uploadClip(), try await vod.uploadClip())
        let task = try await vod.snapshots(first, Self.order)
        func total(_ query: [(String, String)]) async throws -> Int? { try await vod.tasks(query).tree.total.int }
        #expect(try await total([("asset_id", first), ("task_id", task)]) == 1)
        #expect(try await total([("asset_id", second), ("task_id", task)]) == 0)
        #expect(try await total([("asset_id", second)]) == 0)
        #expect(try await total([("task_id", "nothing")]) == 0)
        #expect(try await total([]) ?? 0 >= 1)
        let none = try await vod.tasks([("asset_id", second)])
        #expect(none.status == 200)
        #expect(none.tree.thumbnails.value is [Any])
        try await vod.tasks([("asset_id", "nothing")]).expectError(400, "VOD.10062")
        try await vod.tasks([("task_id", task), ("task_id", "another")])
            .expectError(400, "VOD.10053", field: "task_id")
        try await vod.tasks([("task_id", "\(task),another")]).expectError(400, "VOD.10053", field: "task_id")
    }

    @Test("lists and keeps the tasks that are not finished")
    func unfinished() async throws {
        let site = try Site.current
        let vod = site.vod
        let asset = try await vod.uploadClip()
        let task = try await site.withRenderersStopped {
            let task = try await vod.snapshot(asset, Self.order)
            let listed = try await vod.tasks([("asset_id", asset)]).tree
            #expect(listed.total.int == 1)
            #expect(listed.thumbnails[0].thumbnail_count.int == 0)
            #expect(listed.thumbnails[0].thumbnail_para.dots.list.map(\.int) == [1])
            #expect(try await vod.pictures(task).tree.total.int == 0)
            let info = try await vod.details(asset, "thumbnail_info").tree.thumbnail_info
            #expect(info.thumbnail_status.text == "THUMBNAILING")
            #expect(info.names.isSubset(of: ["thumbnail_status", "exec_desc"]))

            let deletion = try await vod.deleteTasks([("task_id", task)])
            #expect(deletion.status == 200)
            #expect(deletion.tree.delete_result_array[0].status.text == "FAILED")
            let assets = try await vod.delete(asset)
            #expect(assets.status == 200)
            #expect(assets.tree.delete_result_array[0].status.text == "FAILED")
            return task
        }
        #expect(try await vod.finished(task).tree.state.text == "SUCCEED")
        #expect(try await vod.deleteTasks([("task_id", task)]).tree.delete_result_array[0].status.text == "DELETED")
    }

    @Test("deletes item by item")
    func deletion() async throws {
        let vod = try Site.current.vod
        let (asset, another) = (try await vod.uploadClip(), try await vod.uploadClip())
        let first = try await vod.snapshots(asset, Self.order)
        let second = try await vod.snapshots(asset, ["type": "time"])
        let foreign = try await vod.snapshots(another, Self.order)
        let url = try #require(try await vod.pictures(first).tree.thumbnail_result[0].url.text)

        let answer = try await vod.deleteTasks([
            ("asset_id", asset), ("task_id", first), ("task_id", foreign), ("task_id", "nothing"), ("task_id", first),
        ])
        #expect(answer.status == 200)
        var results: [String: (status: String?, asset: String?)] = [:]
        for item in answer.tree.delete_result_array.list {
            results[try #require(item.task_id.text)] = (item.status.text, item.asset_id.text)
        }
        #expect(answer.tree.delete_result_array.list.count == 3)
        #expect(results[first]?.status == "DELETED")
        #expect(results[first]?.asset == asset)
        #expect(results[foreign]?.status == "FAILED")
        #expect(results["nothing"]?.status == "FAILED")

        #expect(try await Answer.of(.GET, url).status == 404)
        try await vod.pictures(first).expectError(400, "VOD.10062")
        #expect(try await vod.tasks([("asset_id", asset)]).tree.total.int == 1)
        #expect(try await vod.tasks([("task_id", foreign)]).tree.total.int == 1)
        let info = try await vod.details(asset, "thumbnail_info").tree.thumbnail_info
        #expect(info.dots.isAbsent)
        #expect(info.sample.list.count == 3)

        let again = try await vod.deleteTasks([("task_id", first)])
        #expect(again.tree.delete_result_array[0].status.text == "FAILED")
        let rest = try await vod.deleteTasks([("asset_id", asset)]).tree.delete_result_array
        #expect(rest.list.compactMap(\.task_id.text) == [second])
        #expect(rest[0].status.text == "DELETED")
        #expect(try await vod.details(asset, "thumbnail_info").tree.thumbnail_info.isAbsent)
        let listed = try await vod.send(.GET, "/v1.0/{project}/asset/list", query: [("asset_id", asset)])
        #expect(listed.tree.assets[0].thumbnail_status.text == "UN_THUMBNAIL")
    }

    @Test("deletes nothing without a filter, with too many tasks, or for an unknown asset")
    func refusedDeletions() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.uploadClip()
        let task = try await vod.snapshots(asset, Self.order)
        try await vod.deleteTasks([]).expectError(400, "VOD.10053")
        try await vod.deleteTasks([("asset_id", ""), ("task_id", "")]).expectError(400, "VOD.10053")
        let many = (0..<10).map { ("task_id", "t\($0)") } + [("task_id", task)]
        try await vod.deleteTasks(many).expectError(400, "VOD.10053", field: "task_id")
        try await vod.deleteTasks([("asset_id", "nothing"), ("task_id", task)]).expectError(400, "VOD.10062")
        #expect(try await vod.tasks([("task_id", task)]).tree.thumbnails[0].thumbnail_count.int == 1)
    }

    @Test(
        "reads lists in every spelling",
        arguments: [
            [("task_id", "a"), ("task_id", "b")], [("task_id", "a,b")], [("task_id", " a , ,b,")],
            [("task_id[]", "a"), ("task_id[]", "b")], [("task_id[0]", "a"), ("task_id[1]", "b")],
            [("task_id", "a,b"), ("task_id", "a")],
        ]
    )
    func spellings(_ query: [(String, String)]) async throws {
        let answer = try await Site.current.vod.deleteTasks(query)
        let tasks = answer.tree.delete_result_array.list.compactMap(\.task_id.text)
        #expect(Set(tasks) == ["a", "b"])
        #expect(tasks.count == 2)
    }
}
