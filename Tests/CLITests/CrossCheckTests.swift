// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension CLISuite {
    /// Files that nobody here made, against a player that nobody here wrote; `docs/crosscheck.md` tells the outcome.
    @Suite("vignette snapshot, against ffmpeg's exact seek", .enabled("the corpus is there") { CorpusFile.isExpected })
    struct CrossCheckTests {
        /// A sample is always the same: what disagrees is to be found, and explained, by full runs.
        private static let seed = Proof.isFull ? Proof.seed : 42

        @Test("shows the same frames, but where it is explained")
        func sameFrames() async throws {
            let videos = CorpusFile.all.filter { $0.kind == "video" && $0.expectation == .picture }
            var generator = SeededGenerator(seed: Self.seed)
            let chosen = Proof.isFull ? videos : Array(videos.shuffled(using: &generator).prefix(8))
            let checks = try await check(chosen)
            let explained = try CrossCheckTable.explained()
            for check in checks where !check.unlikeSeek.isEmpty || !check.differences.isEmpty {
                print("CROSSCHECK \(check.name) theirs alone: \(check.unlikeSeek) neither: \(check.differences)")
                let isExplained = check.differences.isEmpty || explained.contains(check.name)
                #expect(isExplained, "\(check.name) \(check.differences) (seed \(Self.seed))")
            }
            if Proof.isFull { try CrossCheckTable.write(checks.map(\.row)) }
        }

        /// Checks two files at a time; the result is in the order of `files`.
        private func check(_ files: [CorpusFile]) async throws -> [CrossCheck] {
            try await withThrowingTaskGroup { group in
                for offset in 0..<2 {
                    group.addTask {
                        try await blocking {
                            try stride(from: offset, to: files.count, by: 2).map { index in
                                let check = try CrossCheck(files[index], count: 5, seed: Self.seed &+ UInt64(index))
                                return (index, check)
                            }
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }.sorted { $0.0 < $1.0 }.map(\.1)
            }
        }
    }
}

/// The published comparison, `docs/crosscheck.md`.
private enum CrossCheckTable {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/crosscheck.md").standardized

    /// The names of files whose disagreement is explained: the first column of the table below `<!-- Explained -->`.
    static func explained() throws -> Set<String> {
        let all = try String(contentsOf: file, encoding: .utf8)
        let rows = all[try part("Explained", of: all)].split(separator: "\n").dropFirst(2)
        return Set(rows.compactMap { $0.split(separator: "|").first?.trimmingCharacters(in: .whitespaces) })
    }

    /// Writes the measured rows.
    static func write(_ rows: [String]) throws {
        var all = try String(contentsOf: file, encoding: .utf8)
        all.replaceSubrange(
            try part("Files", of: all),
            with: "| file | instants | by seek | by decoding | by neither | likeness |\n|---|---|---|---|---|---|\n"
                + rows.map { $0 + "\n" }.joined()
        )
        try all.write(to: file, atomically: true, encoding: .utf8)
    }

    /// What lies between `<!-- title -->` and `<!-- end -->`.
    private static func part(_ title: String, of all: String) throws -> Range<String.Index> {
        let opening = try #require(all.range(of: "<!-- \(title) -->\n"))
        let closing = try #require(all.range(of: "<!-- end -->\n", range: opening.upperBound..<all.endIndex))
        return opening.upperBound..<closing.lowerBound
    }
}
