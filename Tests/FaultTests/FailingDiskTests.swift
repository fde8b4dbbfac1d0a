// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension FaultSuite {
    @Suite("Failing disks")
    struct FailingDiskTests {
        @Test("pictures that the disk did not take are never published, and made again")
        func settle() async throws {
            let clip = try Clips.short()
            let folder = URL(filePath: try temporaryFolder("failing-disk"))
            defer { try? FileManager.default.removeItem(at: folder) }
            let sign = folder.appending(path: "fails")
            let library = ServerProcess.products.appending(path: "libFailingDisk.so")
            try #require(FileManager.default.fileExists(atPath: library.path))
            let environment = ["LD_PRELOAD": library.path, "FAILING_DISK": sign.path]
            try await ServerProcess.with(environment: environment) { server in
                let client = try server.client()
                let asset = try await client.upload(try clip.bytes)
                try await client.idle()
                let data = try DataFolder(server)
                let before = try data.blobs()
                try #require(FileManager.default.createFile(atPath: sign.path, contents: nil))
                let instants = [0, 2, 4, 6, 8, 10]
                let task = try await client.dots(asset, instants)
                try await eventually("it was tried twice, and waits") {
                    let shown = try await client.send(.GET, "/api/v1/tasks/\(task)")
                    let (state, attempts) = (try shown.text("state"), try shown.json["attempts"] as? Int ?? 0)
                    try #require(["WAITING", "PROCESSING"].contains(state), "\(shown)")
                    return state == "WAITING" && attempts >= 2
                }
                #expect(try data.number("SELECT count(*) FROM picture WHERE task = ?", [task]) == 0)
                try await eventually("nothing is left of them") { try data.blobs() == before }

                try FileManager.default.removeItem(at: sign)
                let ended = try await client.finished(task)
                try await checkPictures(of: ended, at: instants, of: clip, with: client)
                #expect(try data.referenced() == data.blobs())
            }
        }
    }
}
