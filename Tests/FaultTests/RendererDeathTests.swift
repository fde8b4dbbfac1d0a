// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import NIOHTTP1
import TestSupport
import Testing

extension FaultSuite {
    @Suite("Renderers that die")
    struct RendererDeathTests {
        @Test("a zygote that is killed is replaced, and its task is done again")
        func zygoteKilled() async throws {
            try await interrupted { server in
                _ = try await server.render()
                let zygote = try #require(server.zygote)
                kill(zygote, SIGKILL)
                try await eventually("the zygote is gone") { server.zygote != zygote }
                try await server.becomes(ready: true, within: .seconds(5))
            }
        }

        @Test("a render that is killed is done again")
        func renderKilled() async throws {
            try await interrupted { server in
                let render = try await server.render()
                kill(render, SIGKILL)
                #expect(server.zygote != nil)
            }
        }

        /// Orders a long task, does `deed` in the middle of it, and checks that it succeeds all the same.
        private func interrupted(_ deed: (ServerProcess) async throws -> Void) async throws {
            let clip = try Clips.long()
            try await ServerProcess.with { server in
                let client = try server.client()
                let asset = try await client.upload(try clip.bytes)
                try await client.idle()
                let instants = Array(clip.seconds.suffix(100))
                let task = try await client.dots(asset, instants)
                try await deed(server)
                let ended = try await client.finished(task)
                #expect(try ended.json["attempts"] as? Int == 2, "\(ended)")
                try await checkPictures(of: ended, at: instants, of: clip, with: client)
            }
        }

        @Test("a file that kills every renderer fails after two, and others are served meanwhile")
        func poison() async throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: "renderers-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: "video-renderer"),
                withDestinationURL: ServerProcess.testProgram("MisbehavingRenderer")
            )
            try await ServerProcess.with(settings: ["renderers.folder": folder.path]) { server in
                let client = try server.client()
                let poison = try await client.upload(Data("signal 11".utf8))
                let good = try await client.upload(Data("pictures 1".utf8))
                let doomed = try await client.dots(poison, [0])
                for _ in 0..<5 {
                    let task = try await client.finished(try await client.dots(good, [0]))
                    #expect(try task.text("state") == "SUCCEED", "\(task)")
                }
                let failed = try await client.finished(doomed)
                #expect(try failed.text("state") == "FAILED", "\(failed)")
                #expect(try failed.json["attempts"] as? Int == 2, "\(failed)")
                let details = try await client.send(
                    .GET,
                    "/v1.0/{project}/asset/details",
                    query: [("asset_id", poison), ("categories", "thumbnail_info")]
                )
                let info = try #require(try details.json["thumbnail_info"] as? [String: Any], "\(details)")
                #expect(info["thumbnail_status"] as? String == "THUMBNAIL_FAILED")
                #expect(info["exec_desc"] as? String == "thumbnail_exec_desc: The file could not be processed.")
                try await server.becomes(ready: true)
            }
        }
    }
}
