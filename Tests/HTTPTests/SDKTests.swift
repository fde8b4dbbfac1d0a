// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// The life cycle of an asset, driven by the vendor's own SDK.
@Suite(.server(), .serialized)
struct SDKTests {
    private static let environment = ProcessInfo.processInfo.environment
    /// The package's folder.
    private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let contract = folder("VIGNETTE_CONTRACT", "../shared/contract")
    private static let corpus = folder("VIGNETTE_CORPUS", "../shared/corpus")

    private static func folder(_ variable: String, _ path: String) -> URL {
        environment[variable].map { URL(filePath: $0) } ?? package.appending(path: path).standardizedFileURL
    }

    /// The files that the SDK uploads: one, and in a proof one of each container.
    static let files =
        environment["VIGNETTE_PROVE"] == "1"
        ? [
            "030-sample.mp4", "082-sideways_movie.mov", "064-av1_video.mkv", "046-roadtrip-vp92-10bit.webm",
            "042-sample_h265.ts",
        ] : ["030-sample.mp4"]

    @Test("completes the life cycle", arguments: files)
    func lifeCycle(_ file: String) async throws {
        let site = try Site.current
        let python =
            Self.environment["VIGNETTE_SDK_PYTHON"] ?? Self.package.appending(path: ".build-venv/bin/python").path
        let arguments = [
            Self.contract.appending(path: "sdk-usage.py").path, "--endpoint", site.vod.base, "--ak", site.vod.accessKey,
            "--sk", site.vod.secretKey, "--project-id", site.vod.project, "--video",
            Self.corpus.appending(path: "video").appending(path: file).path,
        ]
        let log = site.server.data.appending(path: "sdk-\(file).log")
        let status = try await blocking {
            try Data().write(to: log)
            let output = try FileHandle(forWritingTo: log)
            let process = Process()
            process.executableURL = URL(filePath: python)
            process.arguments = arguments
            process.environment = [
                "PATH": "/usr/bin:/bin", "SDK_HOME": site.server.data.path, "PYTHONDONTWRITEBYTECODE": "1",
            ]
            process.standardOutput = output
            process.standardError = output
            process.standardInput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus
        }
        let text = try String(contentsOf: log, encoding: .utf8)
        #expect(status == 0, "\(text)")
        #expect(text.contains("life cycle complete"))
    }
}
