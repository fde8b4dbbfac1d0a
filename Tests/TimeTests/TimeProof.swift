// SPDX-License-Identifier: Apache-2.0

import Model
import TestSupport

/// Holds what the engine makes of a clip against the timeline that was written down for it.
struct TimeProof {
    var path: String
    var timeline: Timeline
    /// Whether the clip tells when its last frame ends.
    var tellsEnd = true
    /// Whether keyframes must stand in where the tolerance allows it.
    ///
    /// Where the container does not tell when each is shown, the exact frame is as right.
    var hasKeyframeTimes = false
    /// Seconds by which the container leaves the times of frames open.
    var slack = Fraction.zero
    var seed = Proof.seed

    /// What is wrong with the pictures; empty when all is right.
    func mistakes() throws -> [String] {
        let instants = instants()
        var mistakes = try exact(instants)
        let frames = timeline.shown.count
        let usual = timeline.end.milliseconds / Int64(max(1, frames))
        for tolerance in [max(1, usual / 2), usual * 7, usual * 40] {
            mistakes += try tolerant(instants, tolerance)
        }
        return mistakes.isEmpty ? [] : ["seed \(seed)"] + mistakes
    }

    /// Random instants, the first and the last millisecond of frames, and those of the whole.
    func instants() -> [Int64] {
        var generator = SeededGenerator(seed: seed)
        let last =
            timeline.end.milliseconds - (Fraction(milliseconds: timeline.end.milliseconds) < timeline.end ? 0 : 1)
        var instants: Set<Int64> = [0, max(0, last)]
        for _ in 0..<Proof.count(sample: 8, full: 50) {
            instants.insert(.random(in: 0...max(0, last), using: &generator))
        }
        let frames = timeline.shown.indices.shuffled(using: &generator).prefix(Proof.count(sample: 16, full: 60))
        for index in frames {
            let start = timeline.shown[index].start
            let first = start.milliseconds + (Fraction(milliseconds: start.milliseconds) < start ? 1 : 0)
            instants.formUnion([first - 1, first])
        }
        return instants.filter { $0 >= 0 && $0 <= last }.sorted()
    }

    /// Each picture shows the frame whose interval contains the instant, and tells when that begins.
    private func exact(_ instants: [Int64]) throws -> [String] {
        let result = RenderedVideo(path, SnapshotSpec(instants: .at(instants), tolerance: 0))
        var mistakes = complaints(result, instants)
        for (picture, number) in zip(result.pictures, try result.numbers()) {
            guard let frame = picture.frame else { continue }
            let expected = allowed(frame.instant)
            if expected.contains(where: { shows($0, number, frame) }) { continue }
            let found = "\(Self.name(number)) told at \(Fraction(frame.time))"
            mistakes.append("at \(frame.instant) ms \(found), not \(expected)")
        }
        if tellsEnd, let duration = result.media?.duration, abs(duration - timeline.end.milliseconds) > 1 {
            mistakes.append("ends at \(duration) ms, not \(timeline.end)")
        }
        return mistakes
    }

    /// Each picture shows the exact frame or the nearest keyframe within `tolerance`, and tells when that begins.
    private func tolerant(_ instants: [Int64], _ tolerance: Int64) throws -> [String] {
        let result = RenderedVideo(path, SnapshotSpec(instants: .at(instants), tolerance: tolerance))
        var mistakes = complaints(result, instants)
        for (picture, number) in zip(result.pictures, try result.numbers()) {
            guard let frame = picture.frame else { continue }
            let instant = Fraction(milliseconds: frame.instant)
            let nearest = timeline.keyframe(nearestTo: instant)
            let reach = Fraction(milliseconds: tolerance)
            let standIn = nearest.flatMap { $0.start.distance(to: instant) <= reach ? $0 : nil }
            let exact = allowed(frame.instant)
            let allowed = [standIn].compactMap(\.self) + (hasKeyframeTimes && standIn != nil ? [] : exact)
            let isKnown = timeline.shown.contains(where: \.isKeyframe)
            let isTrue = allowed.contains { shows($0, number, frame) }
            if isKnown ? isTrue : isAnyKeyframe(number, frame, within: reach) || isTrue { continue }
            let found = "\(Self.name(number)) told at \(Fraction(frame.time))"
            mistakes.append("at \(frame.instant) ms within \(tolerance): \(found), not \(allowed)")
        }
        return mistakes
    }

    /// What may be shown at `milliseconds`.
    private func allowed(_ milliseconds: Int64) -> Set<Timeline.Shown> {
        let instant = Fraction(milliseconds: milliseconds)
        return [
            timeline.shown(at: instant), timeline.shown(at: instant + slack),
            timeline.shown(at: max(.zero, instant - slack)),
        ]
    }

    private func shows(_ shown: Timeline.Shown, _ number: Int?, _ frame: Picture.Frame) -> Bool {
        number == shown.number && shown.start.distance(to: Fraction(frame.time)) <= slack
    }

    /// Whether a frame that the engine calls a keyframe is shown when it says, and near enough.
    private func isAnyKeyframe(_ number: Int?, _ frame: Picture.Frame, within reach: Fraction) -> Bool {
        frame.isKeyframe && Fraction(frame.time).distance(to: Fraction(milliseconds: frame.instant)) <= reach
            && timeline.shown.contains { $0.number == number && $0.start == Fraction(frame.time) }
    }

    private func complaints(_ result: RenderedVideo, _ instants: [Int64]) -> [String] {
        var complaints: [String] = []
        if let failure = result.failure { complaints.append("failed: \(failure)") }
        if !result.missing.isEmpty { complaints.append("missing: \(result.missing.map(\.instant))") }
        let told = result.pictures.compactMap { $0.frame?.instant }
        if tellsEnd, told != instants { complaints.append("pictures at \(told), not at \(instants)") }
        if told.isEmpty { complaints.append("no picture") }
        return complaints
    }

    private static func name(_ number: Int?) -> String { number.map { "\($0)" } ?? "no number" }
}
