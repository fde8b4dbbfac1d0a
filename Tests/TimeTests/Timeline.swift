// SPDX-License-Identifier: Apache-2.0

/// What a correct player shows when, as whoever made the clip wrote it down.
struct Timeline: Sendable {
    /// A frame, or the part of one that an edit shows, up to the start of the next.
    struct Shown: Hashable, Sendable {
        var number: Int
        var start: Fraction
        /// Whether a keyframe begins here.
        var isKeyframe: Bool
    }

    /// Ascending; none is empty.
    var shown: [Shown]
    /// When the last one ends.
    var end: Fraction

    /// Numbered frames that begin at `starts`, of which each `group`th is a keyframe.
    ///
    /// Without `group`, nobody knows which are keyframes.
    init(starts: [Fraction], end: Fraction, group: Int?) {
        shown = starts.enumerated().map { number, start in
            Shown(number: number, start: start, isKeyframe: group.map { number % $0 == 0 } ?? false)
        }
        self.end = end
    }

    /// Numbered frames of which each lasts as long as the others.
    init(frames: Int, each duration: Fraction, group: Int?) {
        self.init(starts: (0..<frames).map { duration * $0 }, end: duration * frames, group: group)
    }

    /// What is shown at `instant`: before the first frame, that one.
    func shown(at instant: Fraction) -> Shown {
        shown[max(0, (shown.firstIndex { $0.start > instant } ?? shown.count) - 1)]
    }

    /// The keyframe that begins nearest to `instant`; of two that are as near, the earlier.
    func keyframe(nearestTo instant: Fraction) -> Shown? {
        var best: Shown?
        for frame in shown where frame.isKeyframe {
            guard let other = best, frame.start.distance(to: instant) >= other.start.distance(to: instant) else {
                best = frame
                continue
            }
        }
        return best
    }

    /// The same, later by `delay`.
    func delayed(by delay: Fraction) -> Timeline {
        var copy = self
        for index in copy.shown.indices { copy.shown[index].start = copy.shown[index].start + delay }
        copy.end = copy.end + delay
        return copy
    }

    /// The same in a container that has `rate` ticks in a second.
    func rounded(toTicksOf rate: Int64) -> Timeline {
        var copy = self
        for index in copy.shown.indices {
            copy.shown[index].start = copy.shown[index].start.rounded(toTicksOf: rate)
        }
        copy.end = copy.end.rounded(toTicksOf: rate)
        return copy
    }
}

/// A stretch of an edited timeline.
struct Cut: Hashable, Sendable, CustomStringConvertible {
    var duration: Fraction
    /// What of the source is shown at its start; `nil`: nothing.
    var source: Fraction?
    /// Whether that is shown throughout.
    var isStill = false

    var description: String { "\(source.map { "from \($0)" } ?? "nothing")\(isStill ? " still" : "") for \(duration)" }
}

extension Timeline {
    /// What is shown by `cuts`, one after the other, of this timeline.
    ///
    /// Where a cut shows nothing, or more than there is, the frame before stays; at the end, only where it shows nothing.
    func edited(_ cuts: [Cut]) -> Timeline {
        var result: [Shown] = []
        var position = Fraction.zero
        var end = Fraction.zero
        for cut in cuts {
            defer { position = position + cut.duration }
            guard let source = cut.source else {
                end = position + cut.duration
                continue
            }
            let until = cut.isStill ? source : min(self.end, source + cut.duration)
            for (index, frame) in shown.enumerated() {
                let next = index + 1 < shown.count ? shown[index + 1].start : self.end
                guard next > source, frame.start < until || frame.start <= source, source < self.end else { continue }
                let isWhole = frame.start >= source
                let offset = isWhole ? frame.start - source : .zero
                result.append(
                    Shown(number: frame.number, start: position + offset, isKeyframe: frame.isKeyframe && isWhole)
                )
            }
            end = position + (cut.isStill ? cut.duration : until - source)
        }
        var edited = self
        edited.shown = result
        edited.end = end
        return edited
    }
}
