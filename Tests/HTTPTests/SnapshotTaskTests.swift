// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// N2, N1 and S4: ordering snapshots and reading what came of them.
@Suite(.server())
struct SnapshotTaskTests {
    /// An order, and the frames of the clip that it must show.
    struct Order: Sendable, CustomTestStringConvertible {
        var members: [String: any Sendable]
        var seconds: [Double]
        var kind: String
        /// What S4 shows of the order.
        var echo: [String: any Sendable]

        var testDescription: String { "\(members)" }
    }

    static let orders = [
        Order(members: ["type": "time"], seconds: [0, 12, 24], kind: "sample", echo: ["type": "time", "time": 12]),
        Order(
            members: ["type": "time", "time": 0, "quantity": 99, "dots": [1]],
            seconds: [0, 12, 24],
            kind: "sample",
            echo: ["type": "time", "time": 12]
        ),
        Order(
            members: ["type": "time", "time": 10],
            seconds: [0, 10, 20],
            kind: "sample",
            echo: ["type": "time", "time": 10]
        ),
        Order(
            members: ["type": "dots", "dots": [9, 0, 5, 9]],
            seconds: [0, 5, 9],
            kind: "dots",
            echo: ["type": "dots", "dots": [0, 5, 9]]
        ),
        Order(
            members: ["type": "dots", "dots": [29, 30, 4000]],
            seconds: [29],
            kind: "dots",
            echo: ["type": "dots", "dots": [29, 30, 4000]]
        ),
        Order(
            members: ["type": "quantity", "quantity": 4, "time": 99],
            seconds: [0, 7.5, 15, 22.5],
            kind: "quantity",
            echo: ["type": "quantity", "quantity": 4]
        ),
        Order(
            members: ["type": "quantity", "quantity": 10, "quantity_time": 8],
            seconds: [0, 8, 16, 24],
            kind: "quantity",
            echo: ["type": "quantity", "quantity": 10, "quantity_time": 8]
        ),
        Order(
            members: ["type": "quantity", "quantity": 1, "quantity_time": 0],
            seconds: [0],
            kind: "quantity",
            echo: ["type": "quantity", "quantity": 1]
        ),
    ]

    @Test("shows the frames that were ordered, and echoes the order as it took effect", arguments: orders)
    func frames(_ order: Order) async throws {
        let vod = try Site.current.vod
        let asset = try await vod.uploadClip()
        let task = try await vod.snapshots(asset, order.members)

        let pictures = try await vod.pictures(task, [("limit", "100")]).tree
        #expect(pictures.total.int == order.seconds.count)
        #expect(pictures.thumbnail_result.list.map(\.offset.int) == order.seconds.map { Int($0) })
        for (index, second) in order.seconds.enumerated() {
            let url = try #require(pictures.thumbnail_result[index].url.text)
            #expect(url == "\(vod.base)/asset/\(asset)/snapshot/\(task)/\(order.kind)/\(index).jpg")
            let picture = try await Answer.of(.GET, url)
            #expect(picture.headers.first(name: "content-type") == "image/jpeg")
            // `time` and `quantity` may show a keyframe near the instant; the clip has one each four seconds.
            let tolerance = order.kind == "dots" ? 0 : Self.tolerance(order)
            let frame = try #require(try FrameCode.read(picture.body))
            #expect(abs(Double(frame) / 2 - second) <= tolerance, "frame \(frame) at \(second) s")
            #expect(try #require(jpegSize(picture.body)) == (Media.width, Media.height))
        }

        let item = try await vod.tasks([("task_id", task)]).tree.thumbnails[0]
        #expect(item.task_id.text == task)
        #expect(item.thumbnail_count.int == order.seconds.count)
        let defaults: [String: any Sendable] = [
            "cover_position": 1, "format": 1, "aspect_ratio": 0, "max_length": 480,
        ]
        let echo = order.echo.merging(defaults) { $1 } as NSDictionary
        #expect(item.thumbnail_para.value as? NSDictionary == echo, "\(item.thumbnail_para)")
    }

    /// Half the interval, in seconds.
    private static func tolerance(_ order: Order) -> Double {
        order.seconds.count > 1 ? (order.seconds[1] - order.seconds[0]) / 2 : 0
    }

    @Test("makes 16:9 where it is asked for, to the pixel", arguments: [(96, 54), (112, 63), (160, 90)])
    func widescreen(_ width: Int, _ height: Int) async throws {
        let vod = try Site.current.vod
        let asset = try await vod.uploadClip()
        let order: [String: Any] = ["type": "dots", "dots": [3], "aspect_ratio": 1, "max_length": width]
        let task = try await vod.snapshots(asset, order)
        let url = try #require(try await vod.pictures(task).tree.thumbnail_result[0].url.text)
        let size = try #require(jpegSize(try await Answer.of(.GET, url).body))
        #expect(size == (width, height))
        let echo = try await vod.tasks([("task_id", task)]).tree.thumbnails[0].thumbnail_para
        #expect(echo.aspect_ratio.int == 1)
    }

    @Test("keeps to max_length and never enlarges", arguments: [(96, 96), (159, 159), (4096, 160)])
    func maxLength(_ wanted: Int, _ got: Int) async throws {
        let vod = try Site.current.vod
        let asset = try await vod.uploadClip()
        let task = try await vod.snapshots(asset, ["type": "dots", "dots": [3], "max_length": wanted])
        let url = try #require(try await vod.pictures(task).tree.thumbnail_result[0].url.text)
        let size = try #require(jpegSize(try await Answer.of(.GET, url).body))
        #expect(abs(size.width - got) <= 1, "\(size)")
        #expect(abs(Double(size.height) - Double(got * Media.height) / Double(Media.width)) <= 1, "\(size)")
    }

    @Test("fails a task all of whose instants lie past the end, and says so")
    func pastTheEnd() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.uploadClip()
        let task = try await vod.snapshot(asset, ["type": "dots", "dots": [30, 31]])
        #expect(try await vod.finished(task).tree.state.text == "FAILED")
        let info = try await vod.details(asset, "thumbnail_info").tree.thumbnail_info
        #expect(info.thumbnail_status.text == "THUMBNAIL_FAILED")
        #expect(info.exec_desc.text?.isEmpty == false)
        #expect(info.dots.isAbsent)
        let pictures = try await vod.pictures(task)
        #expect(pictures.status == 200)
        #expect(pictures.tree.total.int == 0)
        let item = try await vod.tasks([("task_id", task)]).tree.thumbnails[0]
        #expect(item.thumbnail_count.int == 0)
        #expect(item.thumbnail_para.dots.list.map(\.int) == [30, 31])
    }

    @Test("fails a task some of whose pictures cannot be made, and keeps the others for the native surface")
    func damagedMiddle() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.upload(try Media.damagedClip)
        let task = try await vod.snapshot(asset, ["type": "dots", "dots": Array(0..<12)])
        let ended = try await vod.finished(task).tree
        #expect(ended.state.text == "PARTIAL")
        let made = ended.pictures.list
        let missing = ended.missing.list
        #expect((made + missing).compactMap(\.index.int).sorted() == Array(0..<12))
        #expect(ended.progress.done.int == made.count && ended.progress.owed.int == 12)
        #expect(missing.contains { $0.index.int == 6 && $0.requested_ms.int == 6000 }, "\(missing)")
        #expect(missing.allSatisfy { $0.failure.code.text == "damaged_media" })
        let first = try await Answer.of(.GET, try #require(made.first?.url.text))
        #expect(try FrameCode.read(first.body) == 0)

        let info = try await vod.details(asset, "thumbnail_info").tree.thumbnail_info
        #expect(info.thumbnail_status.text == "THUMBNAIL_FAILED")
        #expect(info.exec_desc.text?.contains("\(missing.count) of 12 pictures") == true, "\(info)")
        #expect(info.dots.isAbsent)
        #expect(try await vod.pictures(task).tree.total.int == 0)
        #expect(try await vod.tasks([("task_id", task)]).tree.thumbnails[0].thumbnail_count.int == 0)
        let deleted = try await vod.deleteTasks([("task_id", task)]).tree.delete_result_array[0]
        #expect(deleted.status.text == "DELETED")
        #expect(try await Answer.of(.GET, try #require(made.first?.url.text)).status == 404)
    }

    @Test(
        "names the member of the order that is out of range",
        arguments: [
            ("{}", "type"), (#"{"type":"every"}"#, "type"), (#"{"type":1}"#, "type"),
            (#"{"type":"time","time":-1}"#, "time"), (#"{"type":"time","time":101}"#, "time"),
            (#"{"type":"time","time":1.5}"#, "time"),
            (#"{"type":"quantity"}"#, "quantity"), (#"{"type":"quantity","quantity":0}"#, "quantity"),
            (#"{"type":"quantity","quantity":11}"#, "quantity"),
            (#"{"type":"quantity","quantity":1,"quantity_time":-1}"#, "quantity_time"),
            (#"{"type":"quantity","quantity":1,"quantity_time":2147483648}"#, "quantity_time"),
            (#"{"type":"dots"}"#, "dots"), (#"{"type":"dots","dots":[]}"#, "dots"),
            (#"{"type":"dots","dots":[-1]}"#, "dots"), (#"{"type":"dots","dots":["1"]}"#, "dots"),
            (#"{"type":"dots","dots":[\#((0...100).map(String.init).joined(separator: ","))]}"#, "dots"),
            (#"{"type":"time","format":2}"#, "format"), (#"{"type":"time","aspect_ratio":2}"#, "aspect_ratio"),
            (#"{"type":"time","max_length":95}"#, "max_length"), (#"{"type":"time","max_length":4097}"#, "max_length"),
            (#"{"type":"time","cover_position":0}"#, "cover_position"),
        ]
    )
    func ranges(_ thumbnail: String, _ field: String) async throws {
        let vod = try Site.current.vod
        let asset = try await vod.create().text("asset_id")
        let body = Data(#"{"asset_id":"\#(asset)","thumbnail":\#(thumbnail)}"#.utf8)
        let answer = try await vod.send(.POST, "/v1.0/{project}/asset/process", body: body)
        answer.expectError(400, "VOD.10053", field: "thumbnail.\(field)")
    }

    @Test("takes no order without a thumbnail, for an unknown asset, or before the upload")
    func refusals() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.create().text("asset_id")
        let path = "/v1.0/{project}/asset/process"
        try await vod.send(.POST, path, json: ["asset_id": asset])
            .expectError(400, "VOD.10053", field: "thumbnail")
        try await vod.send(.POST, path, json: ["thumbnail": ["type": "time"]])
            .expectError(400, "VOD.10053", field: "asset_id")
        try await vod.send(.POST, path, json: ["asset_id": asset, "template_group_name": "x"])
            .expectError(403, "VOD.10083")
        try await vod.process(String(repeating: "0", count: 32), ["type": "time"]).expectError(403, "VOD.10062")
        try await vod.process(asset, ["type": "time"]).expectError(403, "VOD.10061")
    }

    @Test("ignores a template beside a thumbnail, and always tells the task")
    func templateBesideThumbnail() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.uploadClip()
        let answer = try await vod.send(
            .POST,
            "/v1.0/{project}/asset/process",
            json: [
                "asset_id": asset, "template_group_name": "x", "auto_encrypt": 0, "subtitle_id": [1],
                "thumbnail": ["type": "dots", "dots": [1]],
            ]
        )
        #expect(answer.status == 200)
        #expect(answer.tree.asset_id.text == asset)
        #expect(try answer.text("thumbnail_task_id").wholeMatch(of: /[0-9a-f]{32}/) != nil)
    }

    @Test("pages through the pictures of a task")
    func paging() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.uploadClip()
        let task = try await vod.snapshots(asset, ["type": "dots", "dots": Array(0..<25)])
        #expect(try await vod.pictures(task).tree.thumbnail_result.list.count == 20)
        let page = try await vod.pictures(task, [("offset", "23"), ("limit", "5")]).tree
        #expect(page.total.int == 25)
        #expect(page.thumbnail_result.list.map(\.offset.int) == [23, 24])
        #expect(try await vod.pictures(task, [("offset", "20480")]).tree.thumbnail_result.list.isEmpty)
        for (name, value) in [("offset", "-1"), ("offset", "20481"), ("limit", "0"), ("limit", "101"), ("limit", "x")] {
            try await vod.pictures(task, [(name, value)]).expectError(400, "VOD.10053", field: name)
        }
        try await vod.pictures("nothing").expectError(400, "VOD.10062")
        try await vod.pictures("").expectError(400, "VOD.10053", field: "task_id")
    }
}
