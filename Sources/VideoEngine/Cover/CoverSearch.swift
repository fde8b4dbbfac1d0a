// SPDX-License-Identifier: Apache-2.0

import Model

/// Looks for the frame that stands for a video: the first one, unless it is not worth showing.
///
/// It knows nothing of files: the frames come from a ``CoverWalk``. Then frames a quarter of a second apart are looked
/// at, keyframes alone where what lies before them is not worth it either, until there is a second or so of one shot
/// without anything wrong; the best frame in its middle is the cover.
struct CoverSearch {
    private let bounds: CoverBounds
    private(set) var samples: [CoverSample] = []
    /// Counts stretches of frames that were decoded without a leap.
    private var stretch = 0

    init(bounds: CoverBounds = CoverBounds()) {
        self.bounds = bounds
    }

    /// Goes through the frames, and returns the one that was chosen.
    mutating func run(_ walk: inout some CoverWalk & ~Copyable) throws(Failure) -> CoverDecision {
        let first = try walk.current()
        add(first)
        if samples[0].flaws.isEmpty { samples[0].add(try flaws(of: first, &walk)) }
        if samples[0].flaws.isEmpty { return CoverDecision(samples, chosen: 0, outcome: .firstFrame) }
        try look(&walk, from: first.seconds)
        judgeLast()
        return decision
    }

    // MARK: The first frame

    /// What the frames behind the first one tell of it: that it is noise, or in the middle of a transition.
    ///
    /// The next one is decoded anyway; only where it differs in a way that no motion explains, more are.
    private func flaws(
        of first: CoverSight,
        _ walk: inout some CoverWalk & ~Copyable
    ) throws(Failure) -> [CoverChoice.Flaw] {
        guard let next = try walk.upcoming(), next.glance.isComparable(first.glance), next.seconds > first.seconds
        else {
            return []
        }
        let likeness = GlanceChange.likeness(first.glance, next.glance)
        if CoverJudge.isNoise(samples[0].measures, likeness: [likeness]) { return [.noise] }
        let change = GlanceChange(first.glance, next.glance, next.glance)
        guard CoverJudge.isSuspicious(change, over: next.seconds - first.seconds),
            let second = try walk.advance(to: first.seconds + bounds.closeStep),
            let third = try walk.advance(to: second.seconds + bounds.closeStep),
            let flaw = CoverSample.transition(first, second, third)
        else { return [] }
        return [flaw]
    }

    // MARK: Those behind it

    private mutating func look(_ walk: inout some CoverWalk & ~Copyable, from start: Double) throws(Failure) {
        var position = start
        while samples.count < bounds.samples, bounds.allow(walk.cost), !isSettled {
            guard position + bounds.step <= start + bounds.seconds,
                let sight = try next(&walk, behind: position), sight.seconds > position
            else { return }
            position = sight.seconds
            add(sight)
        }
    }

    /// The next frame to look at.
    private mutating func next(
        _ walk: inout some CoverWalk & ~Copyable,
        behind position: Double
    ) throws(Failure) -> CoverSight? {
        // A frame that is to be judged by those around it needs them.
        if let last = samples.last, CoverSample.isHopeless(last.flaws), let key = try walk.keyframe(after: position) {
            let isPatient = Double(walk.cost.pixels) < bounds.patience * Double(bounds.pixels)
            let distance = key - position
            if distance > bounds.step, distance <= bounds.leap || !isPatient,
                let sight = try walk.leap(behind: position), sight.seconds > position
            {
                stretch += 1
                return sight
            }
        }
        return try walk.advance(to: position + bounds.step)
    }

    private mutating func add(_ sight: CoverSight) {
        samples.append(CoverSample(sight, stretch: stretch, behind: samples.last))
        judgeBeforeLast()
    }

    /// Judges the sample before the last by its neighbours, and with it the first one of its stretch.
    private mutating func judgeBeforeLast() {
        let middle = samples.count - 2
        guard middle > 0, samples[middle - 1].stretch == stretch, samples[middle].stretch == stretch else { return }
        let flaws = CoverSample.flaws(samples[middle - 1], samples[middle], samples[middle + 1])
        samples[middle].add(flaws)
        let isFirst = middle == 1 || samples[middle - 2].stretch != stretch
        if isFirst { samples[middle - 1].add(flaws) }
        samples[middle].isJudged = true
        samples[middle - 1].isJudged = true
    }

    /// The last one ends as what was before it.
    private mutating func judgeLast() {
        guard samples.count > 1, let last = samples.last, samples[samples.count - 2].stretch == last.stretch else {
            return
        }
        let inherited = samples[samples.count - 2].flaws.filter { $0 == .fade || $0 == .dissolve || $0 == .noise }
        samples[samples.count - 1].add(inherited)
    }

    // MARK: The end

    /// Whether the latest frames are enough of a shot without anything wrong.
    private var isSettled: Bool {
        var start: Double?
        for sample in samples.reversed().drop(while: { !$0.isJudged }) {
            guard sample.flaws.isEmpty, sample.stretch == stretch else { break }
            start = sample.sight.seconds
            if sample.isCut { break }
        }
        guard let start, let end = samples.last(where: \.isJudged)?.sight.seconds else { return false }
        return end - start >= bounds.settled
    }

    /// The best of all frames that were looked at.
    private var decision: CoverDecision {
        let fine = samples.indices.filter { samples[$0].flaws.isEmpty }
        if let best = fine.best({ score($0) }) { return CoverDecision(samples, chosen: best, outcome: .better) }
        let best = samples.indices.best { -CoverJudge.badness(of: samples[$0].flaws) } ?? 0
        return CoverDecision(samples, chosen: best, outcome: .leastBad)
    }

    private func score(_ index: Int) -> Double {
        CoverJudge.worth(samples[index].measures) + 0.5 * min(1, margin(index) / bounds.margin)
    }

    /// Seconds to the nearer border of the shot that a sample without flaws is in, as far as it was looked at.
    private func margin(_ index: Int) -> Double {
        var (lower, upper) = (index, index)
        while lower > 0, !samples[lower].isCut, samples[lower - 1].isFine(in: samples[index].stretch) { lower -= 1 }
        while upper + 1 < samples.count, !samples[upper + 1].isCut,
            samples[upper + 1].isFine(in: samples[index].stretch)
        { upper += 1 }
        let here = samples[index].sight.seconds
        return min(here - samples[lower].sight.seconds, samples[upper].sight.seconds - here)
    }
}

extension Collection {
    /// The first element that `score` ranks highest.
    fileprivate func best(_ score: (Element) -> Double) -> Element? {
        var best: (element: Element, score: Double)?
        for element in self {
            let score = score(element)
            if score > best?.score ?? -.infinity { best = (element, score) }
        }
        return best?.element
    }
}
