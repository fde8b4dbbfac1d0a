// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model

/// The player's timeline over that of a track: what is shown when.
///
/// It counts in ticks of its own, so fine that milliseconds, edits and the track's ticks all begin on one.
struct Presentation {
    /// A stretch in which the track is shown.
    ///
    /// Between two of them the frame before stays, before the first one the first frame is shown.
    struct Segment: Hashable {
        /// Where it begins on the player's timeline, and how long it is: above zero.
        var start: Int64
        var length: Int64
        /// What is shown at its start, in ticks of the track.
        var media: Int64
        /// Whether it is shown throughout.
        var isStill = false
    }

    /// Where an instant lies on the track.
    struct Place: Hashable {
        /// The position of its segment.
        var segment: Int
        /// Ticks of the track.
        var media: Int64
    }

    /// Longer than anything that is played; sums of a few of it do not overflow.
    static let horizon = Int64.max >> 3

    /// What is shown, in order: at least one.
    private(set) var segments: [Segment]
    /// D, the end of what is shown, in ticks of the player's timeline: above zero.
    private(set) var end: Int64
    /// Ticks of the player's timeline in one of the track.
    let scale: Int64
    private let base: AVRational
    private let trackBase: AVRational
    /// Ticks of the player's timeline by which edits are rounded.
    private var rounding: Int64

    /// A track that is shown from its tick `zero` on, as long as it is.
    init(from zero: Int64, trackBase: AVRational) {
        self.init(trackBase: trackBase, timescale: 1)
        segments = [Segment(start: 0, length: Self.horizon, media: zero)]
    }

    /// A track that is shown as `edits` tell it, in `timescale` ticks a second.
    ///
    /// Fails when they show nothing.
    init?(edits: [Edit], timescale: Int64, trackBase: AVRational) {
        self.init(trackBase: trackBase, timescale: timescale)
        var played: Int64 = 0
        for (index, edit) in edits.enumerated() {
            let start = shownTicks(played, timescale)
            played = min(Self.horizon, played + min(edit.duration, Self.horizon))
            let isOpen = edit.duration == 0 && index == edits.count - 1
            end = isOpen ? Self.horizon : shownTicks(played, timescale)
            guard let media = edit.mediaTime, end > start else { continue }
            segments.append(Segment(start: start, length: end - start, media: media, isStill: edit.isStill))
        }
        guard !segments.isEmpty else { return nil }
    }

    private init(trackBase: AVRational, timescale: Int64) {
        let (numerator, denominator) = (Int64(trackBase.num), Int64(trackBase.den))
        let millisecond = Self.common(denominator, 1000)
        let fine = [Self.common(millisecond, timescale), millisecond].first { $0 <= Int32.max }
        base = fine.map { AVRational(num: 1, den: CInt($0)) } ?? trackBase
        scale = fine.map { numerator * ($0 / denominator) } ?? 1
        self.trackBase = trackBase
        segments = []
        end = Self.horizon
        rounding = 0
        rounding = shownTicks(1, timescale) + 1
    }

    /// The least common multiple; the largest number where it is larger than that.
    private static func common(_ first: Int64, _ second: Int64) -> Int64 {
        var (divisor, rest) = (first, second)
        while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
        let (product, overflow) = first.multipliedReportingOverflow(by: second / divisor)
        return overflow ? .max : product
    }

    /// Converts `ticks`, of which `timescale` are a second, and rounds down.
    private func shownTicks(_ ticks: Int64, _ timescale: Int64) -> Int64 {
        let scaled = Int128(ticks) * Int128(base.den) / (Int128(timescale) * Int128(base.num))
        return Int64(clamping: min(scaled, Int128(Self.horizon)))
    }

    /// Ticks from the start of `segment` to `media`, a tick of the track.
    private func shownTicks(from segment: Segment, to media: Int64) -> Int64 {
        let ticks = (Int128(media) - Int128(segment.media)) * Int128(scale)
        return Int64(clamping: max(-Int128(Self.horizon), min(Int128(Self.horizon), ticks)))
    }
}

extension Presentation {
    /// What is shown at `shown`, an instant on the player's timeline.
    func place(of shown: Int64) -> Place {
        let index = segments.lastIndex { $0.start <= shown } ?? 0
        return Place(segment: index, media: media(at: shown, in: index))
    }

    /// What the segment at `index` shows at `shown`, or where it is the nearest to that, in ticks of the track.
    func media(at shown: Int64, in index: Int) -> Int64 {
        let segment = segments[index]
        guard !segment.isStill else { return segment.media }
        let offset = min(max(0, shown - segment.start), segment.length - 1)
        return segment.media + offset / scale
    }

    /// When `media`, a tick of the track, is shown in the segment at `index`.
    ///
    /// What was there before the segment begins is shown from its start on.
    func shown(_ media: Int64, in index: Int) -> Int64 {
        let segment = segments[index]
        guard !segment.isStill else { return segment.start }
        return segment.start + max(0, shownTicks(from: segment, to: media))
    }

    /// The ticks of the track at which a frame begins that is shown in the segment at `index`.
    func frames(in index: Int) -> Range<Int64> {
        let segment = segments[index]
        let length = segment.isStill ? 1 : (segment.length + scale - 1) / scale
        return segment.media..<segment.media + length
    }

    /// The segments of which some part lies within `distance` of `shown`, the nearest first.
    func segments(within distance: Int64, of shown: Int64) -> [Int] {
        segments.indices
            .map { index in
                let segment = segments[index]
                let last = segment.start + segment.length - 1
                return (index: index, distance: max(0, segment.start - shown, shown - last))
            }
            .filter { $0.distance <= distance }
            .sorted { $0.distance < $1.distance }
            .map(\.index)
    }

    /// The position on the player's timeline, in ticks of the track where it lies on one.
    func time(_ shown: Int64) -> MediaTime {
        guard shown % scale == 0 else {
            return MediaTime(ticks: shown, numerator: base.num, denominator: base.den)
        }
        return MediaTime(ticks: shown / scale, numerator: trackBase.num, denominator: trackBase.den)
    }

    /// D.
    var extent: MediaTime { MediaTime(ticks: end, numerator: base.num, denominator: base.den) }

    /// Leaves out the first `ticks` of the track.
    mutating func skip(_ ticks: Int64) {
        let skipped = shownTicks(from: Segment(start: 0, length: 1, media: 0), to: ticks)
        guard skipped > 0, end >= Self.horizon || skipped < segments[0].length else { return }
        segments[0].media += ticks
        guard end < Self.horizon else { return }
        segments[0].length -= skipped
        for index in segments.indices.dropFirst() { segments[index].start -= skipped }
        end -= skipped
    }

    /// Ends it where the track has no more to show.
    ///
    /// - Parameter isCut: Whether the track should go on, so that nothing can stand for what is missing.
    /// - Returns: Whether something is missing.
    mutating func end(atMedia media: Int64, isCut: Bool) -> Bool {
        let isOpen = end >= Self.horizon
        let endsWithSegment = segments.last.map { $0.start + $0.length == end } ?? false
        var kept: [Segment] = []
        for (index, var segment) in segments.enumerated() {
            let rest = max(0, shownTicks(from: segment, to: media))
            let available = segment.isStill && rest > 0 ? segment.length : rest
            let isLast = index == segments.count - 1
            if isCut, available + rounding < segment.length {
                segment.length = max(1, available)
                kept.append(segment)
                segments = kept
                end = segment.start + segment.length
                return true
            }
            // Movies are often rounded to milliseconds, their tracks are not.
            let isRounded = isLast && !segment.isStill && abs(available - segment.length) <= rounding
            segment.length = isRounded ? available : min(segment.length, available)
            if segment.length > 0 { kept.append(segment) }
        }
        if kept.isEmpty, var first = segments.first {
            first.length = 1
            kept = [first]
        }
        segments = kept
        if isOpen || endsWithSegment, let last = kept.last { end = last.start + last.length }
        return false
    }
}
