// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// Snapshots of one video held against ffmpeg's exact seek.
struct CrossCheck: Sendable {
    /// Pictures of the same frame have at least this much in common: they are scaled by different filters, and one went
    /// through JPEG.
    private static let leastLikeness = 0.9
    /// How much more a neighbour may have in common with ours before ours is of another frame.
    private static let slack = 0.01

    let name: String
    /// Instants, in milliseconds, at which the two were compared.
    private(set) var instants: [Int] = []
    /// The instants at which only ffmpeg's decoding from the start shows our frame, with what its seek shows instead.
    private(set) var unlikeSeek: [String] = []
    /// The instants at which neither does, with how they differ.
    private(set) var differences: [String] = []
    /// The least that pictures of the same frame had in common.
    private(set) var likeness = 1.0

    /// Compares at `count` instants that follow from `seed`.
    init(_ file: CorpusFile, count: Int, seed: UInt64) throws {
        name = file.name
        let reference = try ReferenceVideo(file.path)
        var generator = SeededGenerator(seed: seed)
        let indices = reference.askable.shuffled(using: &generator).prefix(count).sorted()
        if indices.isEmpty { differences.append("ffmpeg lists no frame") }
        instants = indices.map(reference.instant)
        guard !instants.isEmpty else { return }
        let dots = instants.map { String(format: "%.3f", Double($0) / 1000) }.joined(separator: ",")
        let run = try SnapshotRun(file.path, "--dots", dots, "--tolerance", "0", "--report")
        for (picture, told) in zip(try run.pictures, try run.report) {
            guard let instant = told["instant"] as? Int, let place = instants.firstIndex(of: instant) else { continue }
            try compare(picture, told, reference, indices[place])
        }
        for missing in try run.missing { differences.append("\(missing) ms: ours is missing") }
    }

    /// Compares one picture with ffmpeg's seek; where they differ, ffmpeg's decoding from the start is asked who is right.
    private mutating func compare(
        _ picture: Data,
        _ told: [String: Any],
        _ reference: ReferenceVideo,
        _ index: Int
    ) throws {
        guard let width = told["width"] as? Int, let height = told["height"] as? Int else { return }
        let ours = try GreyPicture(picture, fitting: 256)
        func difference(_ way: ReferenceVideo.Way) throws -> String? {
            let theirs = try reference.frames(around: index, way, width: width, height: height)
            return try self.difference(of: ours, from: theirs)
        }
        guard let sought = try difference(.seeking) else { return }
        let hint = "\(reference.instant(of: index)) ms: \(sought)"
        if let decoded = try difference(.decoding) {
            differences.append("\(hint), \(decoded) by decoding")
        } else {
            unlikeSeek.append(hint)
        }
    }

    /// What tells `ours` from the middle of `theirs`.
    private mutating func difference(
        of ours: GreyPicture,
        from theirs: ReferenceVideo.Neighbours
    ) throws -> String? {
        func likeness(_ other: Data) throws -> Double {
            structuralSimilarity(ours, try GreyPicture(other, width: ours.width, height: ours.height))
        }
        guard let same = try theirs.frame.map(likeness) else { return "ffmpeg gives no picture" }
        let before = try theirs.before.map(likeness) ?? -1
        let after = try theirs.after.map(likeness) ?? -1
        if max(before, after) > same + Self.slack {
            return "ours is \(before > after ? "the frame before" : "the frame after")"
        }
        if same < Self.leastLikeness { return "likeness \(String(format: "%.2f", same))" }
        self.likeness = min(self.likeness, same)
        return nil
    }

    /// Its row in the published table.
    var row: String {
        let same = instants.count - unlikeSeek.count - differences.count
        let numbers = [instants.count, same, unlikeSeek.count, differences.count].map { "\($0)" }
        return "| \(name) | \(numbers.joined(separator: " | ")) | \(String(format: "%.3f", likeness)) |"
    }
}
