// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// The published table of what was measured, in `docs/colour.md`.
enum ColorTable {
    /// What was measured of a chart.
    struct Row: CustomStringConvertible, Sendable {
        var name: String
        var measurements: [Measurement]
        var steps: [String]

        var mean: Double { measurements.map(\.mean).max() ?? .infinity }
        var largest: Double { measurements.map(\.largest).max() ?? .infinity }

        var description: String {
            let worst = measurements.max { $0.largest < $1.largest }?.worst ?? ""
            return "\(name): \(line), \(worst)"
        }

        fileprivate var line: String {
            let told = steps.isEmpty ? "" : steps.joined(separator: "; ") + " | "
            return "\(name) | \(told)\(Self.text(mean)) | \(Self.text(largest))"
        }

        private static func text(_ number: Double) -> String { String(format: "%.1f", number) }
    }

    /// All of `cases` in a full run, else `count` that the seed chooses.
    static func chosen<Item>(_ cases: [Item], sample count: Int) -> [Item] {
        let count = Proof.count(sample: count, full: cases.count)
        var generator = SeededGenerator(seed: Proof.seed)
        return count >= cases.count ? cases : Array(cases.shuffled(using: &generator).prefix(count))
    }

    /// Checks that what was measured is within the bounds that are promised.
    static func check(_ rows: [Row]) {
        for row in rows {
            #expect(row.mean <= 2 && row.largest <= 5, "\(row) (seed \(Proof.seed))")
        }
    }

    /// Writes `rows` into the part `title` of the file, when they are all that there are.
    static func write(_ rows: [Row], as title: String, isWhole: Bool) throws {
        guard isWhole else { return }
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/colour.md")
            .standardized
        var text = try String(contentsOf: file, encoding: .utf8)
        let (start, end) = ("<!-- \(title) -->\n", "<!-- end -->\n")
        guard let opening = text.range(of: start),
            let closing = text.range(of: end, range: opening.upperBound..<text.endIndex)
        else { throw PictureTrouble(description: "docs/colour.md has no part \(title)") }
        let hasSteps = rows.contains { !$0.steps.isEmpty }
        let head =
            hasSteps
            ? "| source | steps | mean | largest |\n|---|---|---|---|\n"
            : "| source | mean | largest |\n|---|---|---|\n"
        let body = rows.map { "| \($0.line) |\n" }.joined()
        text.replaceSubrange(opening.upperBound..<closing.lowerBound, with: head + body)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }
}
