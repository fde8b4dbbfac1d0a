// SPDX-License-Identifier: Apache-2.0

import Model

/// The frame that stands for a video, with all that were looked at.
struct CoverDecision {
    let outcome: CoverChoice.Outcome
    private let samples: [CoverSample]
    private let chosen: Int

    /// - Precondition: `chosen` is the index of a sample.
    init(_ samples: [CoverSample], chosen: Int, outcome: CoverChoice.Outcome) {
        precondition(samples.indices.contains(chosen))
        self.samples = samples
        self.chosen = chosen
        self.outcome = outcome
    }

    /// The frame that was chosen.
    var sight: CoverSight { samples[chosen].sight }

    /// What is told of the decision.
    ///
    /// - Parameter time: The time of a frame that is shown at that tick.
    func told(_ cost: CoverCost, time: (_ ticks: Int64) -> MediaTime) -> CoverChoice {
        var candidates: [CoverChoice.Candidate] = []
        for (index, sample) in samples.enumerated() {
            if let last = candidates.last, !last.isChosen, index != chosen, last.flaws == sample.flaws {
                candidates[candidates.count - 1].count += 1
                continue
            }
            candidates.append(
                CoverChoice.Candidate(
                    time: time(sample.sight.ticks),
                    isKeyframe: sample.sight.isKeyframe,
                    count: 1,
                    brightness: Int(sample.measures.mean.rounded()),
                    contrast: Int(sample.measures.contrast.rounded()),
                    sharpness: Int((sample.measures.sharpness * 100).rounded()),
                    flaws: sample.flaws,
                    isChosen: index == chosen
                )
            )
        }
        return CoverChoice(outcome: outcome, candidates: Self.bounded(candidates), framesDecoded: cost.frames)
    }

    /// As many of `candidates` as may be told: the chosen one, those before it from the first on, then those behind it.
    private static func bounded(_ candidates: [CoverChoice.Candidate]) -> [CoverChoice.Candidate] {
        let limit = CoverChoice.candidateLimit
        guard candidates.count > limit, let chosen = candidates.firstIndex(where: \.isChosen) else { return candidates }
        guard chosen >= limit else { return Array(candidates.prefix(limit)) }
        return candidates.prefix(limit - 1) + [candidates[chosen]]
    }
}
