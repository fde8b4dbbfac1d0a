// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import Testing

extension ServerProcess {
    /// Checks that the server lives, that no process, file or blob is left of what it did, and that nothing is when it
    /// has stopped.
    package func expectOrder() async throws {
        #expect(try await Answer.of(.GET, base + "/readyz").status == 200)
        let pid = try #require(pid)
        let text = try String(contentsOf: log, encoding: .utf8)
        #expect(!text.contains("Fatal error"))

        let processes = Processes.descendants(of: pid)
        #expect(processes.filter { Processes.state(of: $0) == "Z" } == [], "zombies")
        // The zygotes, and no render below them.
        let renders = Processes.zygotes(of: pid).flatMap { Processes.children(of: $0) }
        #expect(renders == [], "renders that go on")

        let data = try DataFolder(self)
        let referenced = try data.referenced()
        let blobs = try data.blobs()
        #expect(Set(blobs.keys).subtracting(referenced.keys) == [], "blobs that nothing refers to")
        #expect(Set(referenced.keys).subtracting(blobs.keys) == [], "rows whose blob is missing")
        #expect(try data.staging() == [])
        #expect(try data.isSound())

        let folder = self.data.appending(path: "work")
        let zygotes = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        #expect(zygotes.count <= Processes.children(of: pid).count, "\(zygotes)")
        stop()
        #expect(((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []) == [])
    }
}
