// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model
import Testing

/// The videos of the corpus, with what a server must make of each.
struct CorpusSweep {
    enum Expectation: Sendable {
        case pictures
        case failure
        case either
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var path: String
        var name: String
        var expectation: Expectation

        var testDescription: String { name }
    }

    /// Sound whose headers are damaged keeps ffprobe from opening the file; its video is whole.
    private static let wrongInManifest: Set<String> = ["video/063-bug603918.webm"]

    /// The rows `video/*` of the corpus in `$VIGNETTE_CORPUS`, or in `../shared/corpus` beside the package; empty when
    /// there is none.
    static func rows() -> [Row] {
        guard let text = try? String(contentsOf: URL(filePath: "\(directory)/MANIFEST.tsv"), encoding: .utf8) else {
            return []
        }
        return text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count > 6, fields[0].hasPrefix("video/") else { return nil }
            return Row(path: "\(directory)/\(fields[0])", name: fields[0], expectation: expectation(fields))
        }
    }

    private static func expectation(_ fields: [String]) -> Expectation {
        if wrongInManifest.contains(fields[0]) { return .either }
        if fields[6].hasPrefix("thumbnail") { return .pictures }
        return fields[6].hasPrefix("clean failure") ? .failure : .either
    }

    /// Leaves tests out where there is no corpus, except under CI.
    static var isRequired: ConditionTrait {
        .enabled(if: getenv("CI") != nil || !rows().isEmpty, "no corpus: set VIGNETTE_CORPUS")
    }

    /// The root of the corpus.
    static var directory: String {
        if let path = getenv("VIGNETTE_CORPUS") { return String(cString: path) }
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(package)/../shared/corpus"
    }

    /// Renders `row` by `render`, which returns the pictures and the failure, and checks both.
    static func check(
        _ row: Row,
        render: (_ path: String, SnapshotSpec) throws -> (pictures: [Data], failure: Failure?)
    ) rethrows {
        let clock = ContinuousClock()
        let start = clock.now
        let spec = SnapshotSpec(instants: .evenly(count: 3), pastEnd: .lastFrame)
        let (pictures, failure) = try render(row.path, spec)
        let elapsed = start.duration(to: clock.now)
        switch row.expectation {
        case .pictures:
            #expect(failure == nil, "\(row.name)")
            #expect(pictures.count == 3, "\(row.name)")
        case .failure:
            #expect(failure != nil, "\(row.name)")
            #expect(elapsed < .seconds(5), "\(row.name)")
        case .either:
            #expect(failure != nil || pictures.count == 3, "\(row.name)")
        }
    }
}
