// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// Files that no attack may show, and the attacks on them.
final class CanaryFiles: Sendable {
    /// A colour that nothing else here has.
    static let color: [UInt8] = [255, 0, 160]
    /// A line that stands nowhere else.
    static let text = "CANARY-\(UUID().uuidString)"
    /// The value of a variable that the server, and each program of the controls, is started with.
    static let environment = "ENVIRONMENT-\(UUID().uuidString)"

    private let root: String
    /// The folder of the files, named by absolute path.
    var secret: String { "\(root)/secret" }
    /// The folder of the attacks, with siblings that are named by relative path.
    var folder: String { "\(root)/files" }
    /// A folder for what programs leave.
    var work: String { "\(root)/work" }

    init() async throws {
        root = try temporaryFolder("attacks")
        let (root, work, secret) = (root, "\(root)/work", "\(root)/secret")
        try await blocking {
            for folder in ["files", "secret", "work"] {
                try FileManager.default.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: false)
            }
            let source = ["-f", "lavfi", "-i", "color=0xFF00A0:s=320x240:r=25:d=1"]
            let coding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
            for (name, options) in [("canary.ts", coding), ("canary.mov", ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p"])] {
                try Program.run(["ffmpeg", "-nostdin", "-v", "error"] + source + options + ["\(secret)/\(name)"])
            }
            try Program.run(["convert", "-size", "200x200", "xc:#FF00A0", "\(secret)/canary.png"])
            try Program.run(
                ["convert", "-size", "64x64", "xc:#204060", "-interlace", "JPEG", "\(secret)/progressive.jpg"]
            )
            try Program.run(["convert", "-size", "256x256", "xc:#204060", "\(work)/tile.png"])
            try Program.run(["vips", "copy", "\(work)/tile.png", "\(secret)/tile.avif"])
            func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: URL(filePath: name)) }
            try write("\(secret)/canary.txt", Self.text + "\n")
            try write("\(secret)/canary.csv", Self.text + "\n")
            try write("\(secret)/canary.ini", "[Bootstrap]\nSecret=\(Self.text)\n")
            for (filter, name) in [("odt:writer8", "canary.txt"), ("ods:calc8", "canary.csv")] {
                try Program.run(
                    ["soffice", "-env:UserInstallation=file://\(work)/profile", "--headless", "--convert-to", filter]
                        + ["--outdir", secret, "\(secret)/\(name)"]
                )
            }
            try write(
                "\(root)/files/side.svg",
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="200" height="200">\
                <rect id="a" width="200" height="200" fill="#ff00a0"/></svg>
                """
            )
            let copies = [
                "canary.ts": ["secret/canary", "files/side.ts"], "canary.png": ["files/side.png", "parent.png"],
                "canary.txt": ["files/canary.txt"],
            ]
            for (name, places) in copies {
                for place in places {
                    try FileManager.default.copyItem(atPath: "\(secret)/\(name)", toPath: "\(root)/\(place)")
                }
            }
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// The canary's picture, as PNG.
    var picture: Data { get throws { try Data(contentsOf: URL(filePath: "\(secret)/canary.png")) } }

    /// Makes all attacks, aimed at these files and at a port of 127.0.0.1.
    ///
    /// Returns their names.
    func makeAttacks(port: Int) async throws -> Set<String> {
        let before = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
        let (folder, secret) = (folder, secret)
        let makers = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/attacks"
        var scripts = ["archives", "documents", "drawings", "entities", "heif", "pages", "pictures", "playlists"]
        if CorpusFile.isExpected { scripts.append("corpus") }
        for script in scripts {
            try await blocking {
                let arguments = ["\(folder)", "\(port)", secret, "\(CorpusFile.folder)/attack"]
                try Program.run(["python3", "\(makers)/\(script).py"] + arguments)
            }
        }
        try await blocking {
            func wrap(_ options: [String]) throws {
                try Program.run(["ffmpeg", "-nostdin", "-v", "error"] + options)
            }
            try wrap(["-f", "image2", "-i", "\(folder)/frame.png", "-c", "copy", "\(folder)/pixels.mkv"])
            try wrap([
                "-i", "\(secret)/canary.ts", "-vf", "negate", "-c:v", "libx264", "-preset", "ultrafast", "-attach",
                "\(folder)/attachment.m3u8", "-metadata:s:t", "mimetype=application/x-mpegurl",
                "\(folder)/attachment.mkv",
            ])
            for name in ["frame.png", "attachment.m3u8"] {
                try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
            }
        }
        let made = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
        return made.subtracting(before).subtracting(["parts"])
    }

    /// Hides the files that are named by absolute path while `body` runs.
    func hiding<Result>(_ body: () async throws -> Result) async throws -> Result {
        let hidden = "\(root)/hidden"
        try FileManager.default.moveItem(atPath: secret, toPath: hidden)
        let result: Result
        do { result = try await body() } catch {
            try FileManager.default.moveItem(atPath: hidden, toPath: secret)
            throw error
        }
        try FileManager.default.moveItem(atPath: hidden, toPath: secret)
        return result
    }

    /// The files that programs in documents would leave.
    var left: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: secret)) ?? []).filter { $0.hasPrefix("macro") }
    }

    /// The share of samples, of three bytes a pixel, that have the canary's colour.
    static func share(in samples: some Collection<UInt8>) -> Double {
        let bytes = Array(samples)
        guard bytes.count >= 3 else { return 0 }
        let hits = stride(from: 0, to: bytes.count - 2, by: 3).count { place in
            (0..<3).allSatisfy { abs(Int(bytes[place + $0]) - Int(color[$0])) <= 32 }
        }
        return Double(hits) / Double(bytes.count / 3)
    }
}
