// SPDX-License-Identifier: Apache-2.0

import Model

/// A frame that was looked at.
struct CoverSample {
    let sight: CoverSight
    let measures: GlanceMeasures
    /// The stretch of frames without a leap between them that it belongs to.
    let stretch: Int
    /// What is wrong with it, in the order in which it was found.
    private(set) var flaws: [CoverChoice.Flaw]
    /// What it has in common with the sample before it in the stretch (-1...1); `nil` where there is none.
    private(set) var likeness: Double?
    /// Whether a shot begins with it.
    private(set) var isCut = false
    /// Whether it has been held against its neighbours.
    var isJudged = false

    /// - Parameter last: The sample before it.
    init(_ sight: CoverSight, stretch: Int, behind last: CoverSample?) {
        self.sight = sight
        self.stretch = stretch
        measures = GlanceMeasures(sight.glance)
        flaws = (sight.isDamaged ? [.damaged] : []) + CoverJudge.flaws(of: measures)
        guard let last, last.stretch == stretch, last.sight.glance.isComparable(sight.glance) else { return }
        let likeness = GlanceChange.likeness(last.sight.glance, sight.glance)
        self.likeness = likeness
        isCut = CoverJudge.isCut(likeness: likeness, shift: GlanceChange.shift(last.sight.glance, sight.glance))
    }

    mutating func add(_ more: [CoverChoice.Flaw]) {
        flaws += more.filter { !flaws.contains($0) }
    }

    /// Whether nothing is wrong with it, and it belongs to that stretch.
    func isFine(in stretch: Int) -> Bool { flaws.isEmpty && self.stretch == stretch }

    /// Whether the frames around one with these flaws need not be looked at: a transition ends, a card may not.
    static func isHopeless(_ flaws: [CoverChoice.Flaw]) -> Bool {
        flaws.contains { $0 != .fade && $0 != .dissolve && $0 != .damaged }
    }

    /// What the neighbours of `middle` tell of it.
    static func flaws(_ before: CoverSample, _ middle: CoverSample, _ after: CoverSample) -> [CoverChoice.Flaw] {
        var flaws: [CoverChoice.Flaw] = []
        if let one = middle.likeness, let two = after.likeness,
            CoverJudge.isNoise(middle.measures, likeness: [one, two])
        {
            flaws.append(.noise)
        }
        if let flaw = transition(before.sight, middle.sight, after.sight) { flaws.append(flaw) }
        return flaws
    }

    /// Seconds between frames beyond which they do not tell a transition from whatever else happened.
    private static let longestStep = 0.4

    /// The transition that the second of three frames is in the middle of; `nil` when there is none to be seen.
    static func transition(_ first: CoverSight, _ second: CoverSight, _ third: CoverSight) -> CoverChoice.Flaw? {
        let seconds = (before: second.seconds - first.seconds, after: third.seconds - second.seconds)
        guard seconds.before > 0, seconds.after > 0, max(seconds.before, seconds.after) <= longestStep,
            first.glance.isComparable(second.glance),
            second.glance.isComparable(third.glance)
        else { return nil }
        return CoverJudge.transition(GlanceChange(first.glance, second.glance, third.glance), over: seconds)
    }
}
