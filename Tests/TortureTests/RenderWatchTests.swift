// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("The watch over renders")
struct RenderWatchTests {
    @Test("sees how old the children of children become")
    func ages() async throws {
        let parent = Process()
        parent.executableURL = URL(filePath: "/bin/sh")
        // More than one command, or the shell becomes it.
        parent.arguments = ["-c", "sleep 1.5; true"]
        let watch = RenderWatch(ProcessInfo.processInfo.processIdentifier)
        try parent.run()
        try await Task.sleep(for: .seconds(3))
        watch.stop()
        let age = try #require(watch.longest["sleep"])
        #expect((.seconds(1) ... .seconds(3)).contains(age), "\(age)")
    }
}
