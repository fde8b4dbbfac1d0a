// SPDX-License-Identifier: Apache-2.0

import Foundation
import Model
import TestSupport
import Testing

/// Automatic covers of clips whose every frame is known to be worth showing or not.
@Suite("Automatic covers of labelled clips")
struct CoverProofTests {
    /// Of 200 clips, 198.
    private static let share = 0.99

    @Test("lie in a good segment")
    func good() throws {
        let count = Proof.count(sample: 15, full: 200)
        let maker = try LabelledClipMaker(seed: Proof.seed)
        var misses: [String] = []
        var decoded = 0
        for number in 0..<count {
            let clip = try maker.clip(number)
            defer { maker.remove(clip) }
            let result = RenderedVideo(clip.path, SnapshotSpec(instants: .cover, maxLength: 320))
            let frame = try #require(
                result.pictures.first?.frame,
                "\(clip.description): \(String(describing: result.failure))"
            )
            let choice = try #require(frame.report?.cover, "\(clip.description)")
            decoded += choice.framesDecoded
            let milliseconds =
                Double(frame.time.ticks) * Double(frame.time.numerator) * 1000 / Double(frame.time.denominator)
            guard let segment = clip.segment(at: milliseconds), segment.label == .good else {
                misses.append("\(number): \(clip.description): \(milliseconds) ms, \(choice)")
                continue
            }
            #expect(choice.candidates.first(where: \.isChosen)?.flaws == [], "\(clip.description)")
            // What the report says of the first frame agrees with what was drawn.
            if choice.outcome == .firstFrame { #expect(clip.segments.first?.label == .good, "\(clip.description)") }
        }
        print(
            "COVERS \(count - misses.count) of \(count) in a good segment, \(decoded) frames decoded, seed \(Proof.seed)"
        )
        for miss in misses { print("MISS \(miss)") }
        let allowed = Int(Double(count) * (1 - Self.share) + 1e-9)
        // A sample of fewer than a hundred may miss one.
        #expect(misses.count <= max(1, allowed), "seed \(Proof.seed): \(misses)")
    }
}
