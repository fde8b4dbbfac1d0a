// SPDX-License-Identifier: Apache-2.0

import Model
import RenderProtocol

extension FrameReader {
    /// Makes the frame that stands for `instant` the current one.
    ///
    /// - Parameters:
    ///   - next: The instant whose frame is wanted behind it, if one is.
    ///   - tolerance: Ticks of the player's timeline within which the nearest keyframe may stand in.
    mutating func show(
        _ instant: PlannedInstant,
        before next: PlannedInstant?,
        within tolerance: Int64,
        _ limits: RenderLimits
    ) throws(Failure) -> FrameMark {
        if let mark = try showKeyframe(nearestTo: instant.ticks, within: tolerance) { return mark }
        return try show(exactly: instant, limits, isLast: isLast(instant, before: next))
    }

    /// Makes the frame that is shown at `instant` the current one.
    ///
    /// - Parameter isLast: Whether no frame soon behind it is wanted.
    mutating func show(
        exactly instant: PlannedInstant,
        _ limits: RenderLimits,
        isLast: Bool
    ) throws(Failure) -> FrameMark {
        let place = extent.presentation.place(of: instant.ticks)
        guard var mark = try showExactFrame(at: place.media, isLast: isLast) else { throw undecodable(limits) }
        let gap = place.media - (mark.ticks + mark.duration)
        let second = file.ticks(seconds: 1)
        if let followingMark, gap > second, hasRefused(in: mark.ticks...max(mark.ticks, followingMark.ticks)) {
            throw .damaged(atMilliseconds: instant.milliseconds, "\(errors) packets were refused")
        }
        mark.shown = extent.presentation.shown(mark.ticks, in: place.segment)
        return mark
    }

    /// Whether going on from the frame of `instant` does not lead to that of `next`, or nothing follows.
    private func isLast(_ instant: PlannedInstant, before next: PlannedInstant?) -> Bool {
        guard let next else { return true }
        let presentation = extent.presentation
        return !isReachable(presentation.place(of: next.ticks).media, from: presentation.place(of: instant.ticks).media)
    }

    /// Why no frame at all came out.
    private func undecodable(_ limits: RenderLimits) -> Failure {
        guard decoder.codedPixels <= limits.pixels else { return .tooManyPixels(limits) }
        if let video = file.video, file.format.isEncrypted(video) { return .encrypted }
        return .damaged("\(errors) packets were refused, no frame was decoded")
    }

    /// Whether the frame of `mark` is built on packets that the decoder refused, or has missing parts itself.
    func isDamaged(_ mark: FrameMark) -> Bool {
        let start = min(mark.keyframeTicks ?? mark.ticks, mark.ticks)
        return mark.isDamaged || hasRefused(in: start...mark.ticks)
    }

    /// Whether the track goes on by its packets, and no frame of it could be decoded until `instant`.
    func isPastRealEnd(_ instant: PlannedInstant, _ mark: FrameMark) -> Bool {
        let ticks = extent.presentation.place(of: instant.ticks).media
        guard isContinuous, hasEnded, followingMark == nil else { return false }
        let slack = max(2 * mark.duration, file.ticks(seconds: 1) / 2)
        return ticks >= mark.ticks + mark.duration + slack
    }
}
