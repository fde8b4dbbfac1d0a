// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import NIOHTTP1
import TestSupport

extension ServerProcess {
    /// The zygote that the server's renders come from.
    var zygote: Int32? { pid.flatMap { Processes.zygotes(of: $0).first } }

    /// Waits for a render to run; returns its process.
    func render() async throws -> Int32 {
        var found: Int32?
        try await eventually("a render runs", every: .milliseconds(1)) {
            found = zygote.flatMap { Processes.children(of: $0).first }
            return found != nil
        }
        guard let found else { throw ServerTrouble(description: "no render") }
        return found
    }

    /// Waits until the server says that it is ready, or that it is not.
    func becomes(ready: Bool, within patience: Duration = .seconds(10)) async throws {
        try await eventually("ready: \(ready)", within: patience) {
            try await Answer.of(.GET, base + "/readyz").status == (ready ? 200 : 503)
        }
    }

    /// The program of that name beside the tests, whichever build the server is of.
    static func testProgram(_ name: String) -> URL {
        URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: name)
    }
}
