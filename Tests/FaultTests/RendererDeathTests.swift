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
                let held = try DataFolder(server).number("SELECT count(*) FROM ledger")
                #expect(held == 0, "what was done after all is not held against the file")
            }
        }

        @Test("a file that kills every renderer fails after two, and others are served meanwhile")
        func poison() async throws {
            try await MisbehavingServer.with { site in
                let server = site.server
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
                #expect(try site.starts == 2 + 1 + 5, "two for the poison, and the good ones")
                let details = try await client.send(
                    .GET,
                    "/v1.0/{project}/asset/details",
                    query: [("asset_id", poison), ("categories", "thumbnail_info")]
                )
                let info = try #require(try details.json["thumbnail_info"] as? [String: Any], "\(details)")
                #expect(info["thumbnail_status"] as? String == "THUMBNAIL_FAILED")
                #expect(
                    info["exec_desc"] as? String
                        == "thumbnail_exec_desc: The file made its renderer fail 2 times and is not tried again."
                )
                try await server.becomes(ready: true)
            }
        }
    }
}
