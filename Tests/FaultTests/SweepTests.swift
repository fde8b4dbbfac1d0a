// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension FaultSuite {
    @Suite("Sweeps")
    struct SweepTests {
        @Test("an upload that is not confirmed is removed when its time is up, and a confirmed one stays")
        func unconfirmed() async throws {
            let clip = try Clips.short()
            let settings = ["sweep.intervalSeconds": "1", "sweep.unconfirmedSeconds": "2"]
            try await ServerProcess.with(settings: settings) { server in
                let client = try server.client()
                let kept = try await client.upload(try clip.bytes)
                let task = try await client.dots(kept, [3, 4])
                let created = try await client.send(.POST, "/v1.0/{project}/asset", json: Customer.asset)
                let dropped = try created.text("asset_id")
                let put = try await Answer.of(.PUT, try created.text("video_upload_url"), body: try clip.bytes)
                #expect(put.status == 200, "\(put)")

                let folder = try DataFolder(server)
                try await eventually("the unconfirmed upload is gone") {
                    try folder.number("SELECT count(*) FROM asset WHERE id = ?", [dropped]) == 0
                        && folder.blobs() == folder.referenced()
                }
                let ended = try await client.finished(task)
                try await checkPictures(of: ended, at: [3, 4], of: clip, with: client)
                #expect(try folder.number("SELECT count(*) FROM file WHERE asset = ?", [kept]) == 2)
                #expect(try folder.blobs() == folder.referenced())
            }
        }

        @Test("an unfinished upload in parts is removed with its parts, and its asset stays")
        func multipart() async throws {
            let settings = ["sweep.intervalSeconds": "1", "sweep.multipartSeconds": "2"]
            try await ServerProcess.with(settings: settings) { server in
                let client = try server.client()
                let created = try await client.send(.POST, "/v1.0/{project}/asset", json: Customer.asset)
                let asset = try created.text("asset_id")
                let begun = try await Answer.of(.POST, try await authority(asset, [("http_verb", "POST")], client))
                let text = String(decoding: begun.body, as: UTF8.self)
                let id = try #require(text.firstMatch(of: /<UploadId>(.*)<\/UploadId>/)?.1, "\(begun)")
                let part = [("http_verb", "PUT"), ("upload_id", String(id)), ("part_number", "1")]
                let put = try await Answer.of(
                    .PUT,
                    try await authority(asset, part, client),
                    body: Data(repeating: 7, count: 100_000)
                )
                #expect(put.status == 200, "\(put)")
                let folder = try DataFolder(server)
                #expect(try folder.referenced().count == 1)
                #expect(try folder.blobs().count == 1)

                try await eventually("the upload is gone") {
                    try folder.number("SELECT count(*) FROM upload") == 0 && folder.blobs().isEmpty
                }
                #expect(try folder.referenced() == [:])
                #expect(try folder.number("SELECT count(*) FROM asset WHERE id = ?", [asset]) == 1)
            }
        }

        private func authority(
            _ asset: String,
            _ query: [(String, String)],
            _ client: VODClient
        ) async throws -> String {
            let names = [("bucket", client.project), ("object_key", "asset/\(asset)/video.mp4")]
            return try await client.send(.GET, "/v1.1/{project}/asset/authority", query: query + names).text("sign_str")
        }

        @Test("tokens that have expired are removed, and others stay")
        func tokens() async throws {
            try await ServerProcess.with(settings: ["sweep.intervalSeconds": "1"]) { server in
                for _ in 0..<3 { _ = try server.command("tokens", "create", "--project", "p") }
                let folder = try DataFolder(server)
                let digests = try folder.texts("SELECT digest FROM token ORDER BY digest")
                #expect(digests.count == 3)
                try folder.execute("UPDATE token SET expires = 1 WHERE digest <> ?", [digests[1]])
                try await eventually("the expired ones are gone") {
                    try folder.texts("SELECT digest FROM token") == [digests[1]]
                }
            }
        }

        @Test("what the ledger has held for 90 days is forgotten, and what is younger stays")
        func ledger() async throws {
            try await ServerProcess.with(settings: ["sweep.intervalSeconds": "1"]) { server in
                _ = try server.client(of: "p")
                let folder = try DataFolder(server)
                let day = 24 * 3_600_000
                let now = Int(Date.now.timeIntervalSince1970 * 1000)
                for (id, age) in [("old", 91), ("young", 89)] {
                    try folder.execute(
                        """
                        INSERT INTO ledger (id, project, sha256, spec, renderers, engine, cause, isOfContent, failure,
                            task, date)
                        VALUES (?, 'p', 'x', 's', '[]', 'e', 'crash', 1, '{}', 't', CAST(? AS INTEGER))
                        """,
                        [id, String(now - age * day)]
                    )
                }
                try await eventually("the old one is gone") { try folder.texts("SELECT id FROM ledger") == ["young"] }
            }
        }

        @Test("files that nothing refers to are removed when their time is up, and others stay")
        func orphans() async throws {
            let clip = try Clips.short()
            let settings = ["sweep.intervalSeconds": "1", "sweep.orphanSeconds": "2"]
            try await ServerProcess.with(settings: settings) { server in
                let client = try server.client()
                let asset = try await client.upload(try clip.bytes)
                let task = try await client.dots(asset, [3, 4])
                let ended = try await client.finished(task)
                let folder = try DataFolder(server)
                let name = "ab" + String(repeating: "0123456789", count: 3)
                let foreign = "a file of somebody else"
                let shard = folder.storage.appending(path: "blobs/ab")
                let staging = folder.storage.appending(path: "staging")
                for file in [shard, staging].flatMap({ [$0.appending(path: name), $0.appending(path: foreign)] }) {
                    try Data("left behind".utf8).write(to: file)
                }

                try await eventually("the orphans are gone") {
                    try folder.blobs()[name] == nil && !folder.staging().contains(name)
                }
                #expect(try folder.staging() == [foreign])
                var blobs = try folder.blobs()
                #expect(blobs.removeValue(forKey: foreign) != nil)
                #expect(try blobs == folder.referenced())
                try await checkPictures(of: ended, at: [3, 4], of: clip, with: client)
            }
        }
    }
}
