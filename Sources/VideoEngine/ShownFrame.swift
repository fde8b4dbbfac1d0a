// SPDX-License-Identifier: Apache-2.0

import Model
import RenderProtocol

extension FrameReader {
    /// Makes the frame that stands for `ticks`, which is the tick of `instant`, the current one.
    ///
    /// - Parameter tolerance: Ticks within which the nearest keyframe may stand in.
    mutating func show(
        _ ticks: Int64,
        _ instant: PlannedInstant,
        within tolerance: Int64,
        _ limits: RenderLimits
    ) throws(Failure) -> FrameMark {
        if let mark = try showKeyframe(nearestTo: ticks, within: tolerance) { return mark }
        guard let mark = try showExactFrame(at: ticks) else { throw undecodable(limits) }
        let gap = ticks - (mark.ticks + mark.duration)
        let second = file.ticks(seconds: 1)
        if let followingMark, gap > second, hasRefused(in: mark.ticks...max(mark.ticks, followingMark.ticks)) {
            throw .damaged(atMilliseconds: instant.milliseconds, "\(errors) packets were refused")
        }
        return mark
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

    /// Whether the track goes on by its packets, and no frame of it could be decoded until `ticks`.
    func isPastRealEnd(_ ticks: Int64, _ mark: FrameMark) -> Bool {
        guard isContinuous, hasEnded, followingMark == nil else { return false }
        let slack = max(2 * mark.duration, file.ticks(seconds: 1) / 2)
        return ticks >= mark.ticks + mark.duration + slack
    }
}
