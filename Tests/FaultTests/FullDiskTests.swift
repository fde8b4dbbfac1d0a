// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension FaultSuite {
    @Suite("Full disks", .enabled("a file system can be mounted") { SmallDisk.isPossible })
    struct FullDiskTests {
        @Test("an upload that does not fit is refused in the object store's words, and nothing of it stays")
        func upload() async throws {
            let disk = try SmallDisk()
            try await ServerProcess.with(settings: ["storage": "file:\(disk.folder.path)"]) { server in
                let client = try server.client()
                let created = try await client.send(.POST, "/v1.0/{project}/asset", json: Customer.asset)
                let address = try created.text("video_upload_url")
                let large = Data(repeating: 7, count: 6 << 20)
                let put = try await Answer.of(.PUT, address, body: large)
                #expect(put.status == 507, "\(put)")
                #expect(String(decoding: put.body, as: UTF8.self).contains("<Code>InsufficientStorage</Code>"))
                let folder = try DataFolder(server, storage: disk.folder)
                #expect(try folder.referenced() == [:])
                #expect(try folder.blobs() == [:])
                #expect(try folder.staging() == [])

                let small = try await Answer.of(.PUT, address, body: Data(repeating: 7, count: 1 << 20))
                #expect(small.status == 200, "\(small)")
                #expect(try folder.referenced() == folder.blobs())
            }
        }

        @Test("a task waits while the disk is full, and is done when there is space again")
        func task() async throws {
            let clip = try Clips.short()
            let disk = try SmallDisk()
            try await ServerProcess.with(settings: ["storage": "file:\(disk.folder.path)"]) { server in
                let client = try server.client()
                let asset = try await client.upload(try clip.bytes)
                try await client.idle()
                disk.fill()
                try await server.becomes(ready: false)
                let task = try await client.dots(asset, [0, 5, 10])
                try await eventually("it was tried twice") {
                    let shown = try await client.send(.GET, "/api/v1/tasks/\(task)")
                    try #require(try shown.text("state") != "FAILED", "\(shown)")
                    return try shown.json["attempts"] as? Int ?? 0 >= 2
                }
                disk.free()
                try await server.becomes(ready: true)
                let ended = try await client.finished(task)
                try await checkPictures(of: ended, at: [0, 5, 10], of: clip, with: client)
                let folder = try DataFolder(server, storage: disk.folder)
                #expect(try folder.staging() == [])
                #expect(try folder.referenced() == folder.blobs())
            }
        }

        @Test("a catalogue that cannot grow says so, and goes on when there is space again")
        func catalogue() async throws {
            let disk = try SmallDisk()
            let database = disk.folder.appending(path: "catalogue.sqlite").path
            try await ServerProcess.with(settings: ["database": "sqlite:\(database)"]) { server in
                let setting = "database=sqlite:\(database)"
                let text = try server.command("keys", "create", "--project", "p", "--json", "--set", setting)
                let key = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
                let client = VODClient(
                    base: server.base,
                    project: "p",
                    accessKey: try #require(key["access_key"]),
                    secretKey: try #require(key["secret_key"])
                )
                disk.fill()
                // The log of the database has room for some rows yet.
                var shape = Customer.asset
                shape["description"] = String(repeating: "x", count: 1000)
                var made = 0
                var refusal: Answer?
                while refusal == nil, made < 5000 {
                    let answer = try await client.send(.POST, "/v1.0/{project}/asset", json: shape)
                    if answer.status == 200 { made += 1 } else { refusal = answer }
                }
                let refused = try #require(refusal)
                #expect(refused.status == 507, "\(refused)")
                #expect(try refused.text("error_code") == "VOD.10051")
                let list = try await client.send(.GET, "/v1.0/{project}/asset/list")
                #expect(list.status == 200, "\(list)")
                #expect(try list.json["total"] as? Int == made, "\(list.status)")

                disk.free()
                let answer = try await client.send(.POST, "/v1.0/{project}/asset", json: shape)
                #expect(answer.status == 200, "\(answer)")
                try await server.becomes(ready: true)
            }
        }
    }
}
