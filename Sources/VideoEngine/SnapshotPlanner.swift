// SPDX-License-Identifier: Apache-2.0

import Model

/// An instant at which a picture is owed.
struct PlannedInstant: Hashable {
    /// The instant in whole milliseconds, as results tell it.
    var milliseconds: Int64
    /// The instant itself, in ticks of the player's timeline, rounded down: the frame that is shown at the
    /// instant is the last one that begins at or before this tick.
    var ticks: Int64
}

/// The pictures that a specification asks for, once the extent of the video is known.
struct SnapshotPlan: Hashable {
    var instants: [PlannedInstant]
    /// Ticks of the player's timeline within which the nearest keyframe may stand in.
    var tolerance: Int64
    /// What is worth telling of instants that were left out.
    var notes: [String]
}

/// Decides the instants of a specification, and knows nothing of files.
struct SnapshotPlanner {
    /// D, the extent of the video track: at least one tick.
    var extent: MediaTime

    func plan(_ spec: SnapshotSpec) -> SnapshotPlan {
        let (wanted, total, interval) = instants(of: spec)
        let milliseconds = spec.tolerance ?? interval / 2
        let tolerance = max(0, ticks(ofMilliseconds: milliseconds))
        guard total > Int64(wanted.count) else {
            return SnapshotPlan(instants: wanted, tolerance: tolerance, notes: [])
        }
        let note = "\(total) pictures were asked for; the limit is \(spec.pictureLimit)."
        return SnapshotPlan(instants: wanted, tolerance: tolerance, notes: [note])
    }

    /// The instants within the limit, how many there would be without it, and the milliseconds between them.
    private func instants(of spec: SnapshotSpec) -> (wanted: [PlannedInstant], total: Int64, interval: Int64) {
        let limit = Int64(max(1, spec.pictureLimit))
        switch spec.instants {
        case .first, .cover:
            return ([PlannedInstant(milliseconds: 0, ticks: 0)], 1, 0)
        case .every(let step):
            let total = count(every: step)
            return (series(min(total, limit), step), total, step)
        case .series(let count, let step):
            let total = max(1, min(Int64(count), self.count(every: step)))
            return (series(min(total, limit), step), total, step)
        case .evenly(let count):
            let total = Int64(max(1, count))
            return ((0..<min(total, limit)).map { part($0, of: total) }, total, milliseconds(extent.ticks) / total)
        case .at(let instants):
            let shown = instants.sorted().compactMap { instant($0, pastEnd: spec.pastEnd) }
            return (Array(shown.prefix(Int(limit))), Int64(shown.count), 0)
        }
    }

    private func series(_ count: Int64, _ step: Int64) -> [PlannedInstant] {
        (0..<count).map { index in
            let instant = index * step
            return PlannedInstant(milliseconds: instant, ticks: ticks(ofMilliseconds: instant))
        }
    }

    /// How many multiples of `step` milliseconds lie below D; at least one.
    private func count(every step: Int64) -> Int64 {
        guard step > 0 else { return 1 }
        let scaled = Int128(step) * Int128(extent.denominator)
        let end = Int128(extent.ticks) * Int128(extent.numerator) * 1000
        return max(1, Int64(clamping: (end + scaled - 1) / scaled))
    }

    /// `index`·D/`count`, exactly.
    private func part(_ index: Int64, of count: Int64) -> PlannedInstant {
        let product = Int128(extent.ticks) * Int128(index)
        let numerator = product * Int128(extent.numerator) * 1000
        let denominator = Int128(extent.denominator) * Int128(count)
        return PlannedInstant(
            milliseconds: Int64(clamping: (numerator + denominator / 2) / denominator),
            ticks: Int64(clamping: product / Int128(count))
        )
    }

    private func instant(_ milliseconds: Int64, pastEnd: SnapshotSpec.PastEnd) -> PlannedInstant? {
        let wanted = max(0, milliseconds)
        let isInside =
            wanted == 0
            || Int128(wanted) * Int128(extent.denominator) < Int128(extent.ticks) * Int128(extent.numerator) * 1000
        guard isInside || pastEnd == .lastFrame else { return nil }
        let tick = isInside ? ticks(ofMilliseconds: wanted) : max(0, extent.ticks - 1)
        return PlannedInstant(milliseconds: milliseconds, ticks: tick)
    }

    private func ticks(ofMilliseconds milliseconds: Int64) -> Int64 {
        let scaled = Int128(milliseconds) * Int128(extent.denominator)
        return Int64(clamping: scaled / (Int128(extent.numerator) * 1000))
    }

    private func milliseconds(_ ticks: Int64) -> Int64 {
        MediaTime(ticks: ticks, numerator: extent.numerator, denominator: extent.denominator).milliseconds
    }
}
