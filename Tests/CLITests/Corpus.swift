// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The shared corpus: `VIGNETTE_CORPUS`, or `../shared/corpus` beside the package.
enum Corpus {
    enum Expectation: Sendable {
        case pictures
        case failure
        case either
    }

    struct Video: Sendable {
        var path: String
        var name: String
        var expectation: Expectation
    }

    /// Sound whose headers are damaged keeps ffprobe from opening the file; its video is whole.
    private static let wrongInManifest: Set<String> = ["video/063-bug603918.webm"]

    static let folder: String = {
        if let folder = ProcessInfo.processInfo.environment["VIGNETTE_CORPUS"] { return folder }
        return "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/../shared/corpus"
    }()

    /// Whether it is there; under CI it has to be.
    static var isExpected: Bool {
        let isThere = FileManager.default.fileExists(atPath: "\(folder)/MANIFEST.tsv")
        if !isThere { print("NO CORPUS: \(folder) is missing; set VIGNETTE_CORPUS") }
        return isThere || ProcessInfo.processInfo.environment["CI"] != nil
    }

    /// The rows of its videos.
    static func videos() throws -> [Video] {
        let manifest = try String(contentsOfFile: "\(folder)/MANIFEST.tsv", encoding: .utf8)
        return manifest.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count > 6, fields[1] == "video" else { return nil }
            return Video(path: "\(folder)/\(fields[0])", name: fields[0], expectation: expectation(fields))
        }
    }

    /// The files that were made to attack.
    static func attacks() throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/attack")
        return names.filter { $0 != "README.md" }.sorted().map { "\(folder)/attack/\($0)" }
    }

    private static func expectation(_ fields: [String]) -> Expectation {
        if wrongInManifest.contains(fields[0]) { return .either }
        if fields[6].hasPrefix("thumbnail") { return .pictures }
        return fields[6].hasPrefix("clean failure") ? .failure : .either
    }
}
