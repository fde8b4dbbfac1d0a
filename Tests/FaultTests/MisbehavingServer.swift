// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// A server whose renderers do what their files say, good or bad.
struct MisbehavingServer: Sendable {
    let server: ServerProcess
    /// The renderers' programs.
    let programs: URL

    /// Runs `body` with such a server, which is gone afterwards.
    static func with(
        settings: [String: String] = [:],
        _ body: (MisbehavingServer) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "renderers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for kind in ["video", "page", "image", "office"] {
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: "\(kind)-renderer"),
                withDestinationURL: ServerProcess.testProgram("MisbehavingRenderer")
            )
        }
        let own = ["renderers.folder": folder.path, "log.level": "debug"]
        try await ServerProcess.with(settings: own.merging(settings) { $1 }) { server in
            try await body(MisbehavingServer(server: server, programs: folder))
        }
    }

    /// How many renders were started and have ended.
    var starts: Int {
        get throws {
            try String(contentsOf: server.log, encoding: .utf8).split(separator: "\n")
                .count { $0.contains("A renderer's child ended.") }
        }
    }

    /// Puts another version of the video renderer in the place of the one there is, which does the same.
    func replaceEngine() throws {
        let program = programs.appending(path: "video-renderer")
        let script = """
            #!/bin/sh
            [ "$1" = --describe ] && echo "another version" && exit 0
            exec '\(ServerProcess.testProgram("MisbehavingRenderer").path)'
            """
        let draft = programs.appending(path: "draft")
        try Data(script.utf8).write(to: draft)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: draft.path)
        try FileManager.default.removeItem(at: program)
        try FileManager.default.moveItem(at: draft, to: program)
    }

    /// What `vignette failures list` tells.
    func failures(_ arguments: String...) throws -> [[String: Any]] {
        let text = try CommandRun(["failures", "list", "--json", "--data", server.data.path] + arguments).output
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        guard let failures = object?["failures"] as? [[String: Any]] else {
            throw ServerTrouble(description: "no failures in \(text)")
        }
        return failures
    }
}
