// SPDX-License-Identifier: Apache-2.0

import Model

extension FrameReader {
    /// Makes the frame that a player shows at `ticks` the current one.
    ///
    /// It is the last frame that begins at or before `ticks`; in a gap before the first frame, the first one.
    ///
    /// - Parameter isLast: Whether none of those soon behind it is wanted.
    /// - Returns: The frame, or `nil` when none can be decoded at all.
    mutating func showExactFrame(at ticks: Int64, isLast: Bool = false) throws(Failure) -> FrameMark? {
        if isLast, try showOpening(at: ticks, isLast: true) { return mark }
        try unfold()
        let wanted = max(ticks, firstTicks ?? ticks)
        let indexed = file.index?.frame(at: wanted)
        let aim = Aim(disposableEnd: disposableEnd(before: wanted, indexed), lastWanted: isLast ? indexed : nil)
        var found = try find(wanted, aim)
        if try distrustThreads() { found = try find(wanted, aim) }
        if lastWanted != nil { isContinuous = false }
        guard let found, isAimMissed(by: found) else { return found }
        // The right frame is among those that were skipped or not waited for.
        isContinuous = false
        return try find(wanted, Aim())
    }

    /// What need not be decoded on the way to a frame.
    private struct Aim {
        /// The tick up to which frames are skipped that no other frame is built on.
        var disposableEnd: Int64?
        /// The tick of a frame behind whose packet nothing is decoded.
        var lastWanted: Int64?
    }

    /// Whether nothing is shown between what was left out and the instant.
    private func isAimMissed(by mark: FrameMark) -> Bool {
        mark.ticks < disposableEnd ?? .min || mark.ticks < lastWanted ?? .min
    }

    /// The tick up to which frames that no other frame is built on need no decoding.
    ///
    /// They can't be the one that is shown at `ticks`, which begins at `indexed` where that is known, unless there is a
    /// gap. Only H.264 marks such frames reliably.
    private func disposableEnd(before ticks: Int64, _ indexed: Int64?) -> Int64? {
        guard decoder.marksDisposableFrames, file.tellsPresentationTimes else { return nil }
        return indexed ?? ticks - file.ticks(seconds: 1)
    }

    /// Looks for the frame at `wanted`: onwards, behind a keyframe, behind earlier keyframes, from the start.
    private mutating func find(_ wanted: Int64, _ aim: Aim) throws(Failure) -> FrameMark? {
        if try continueTo(wanted, aim) { return mark }
        var back: Int64 = 0
        let first = firstTicks ?? file.firstTicks
        while wanted - back > first, seek(to: wanted - back) {
            (disposableEnd, lastWanted) = (aim.disposableEnd, aim.lastWanted)
            if try land(before: wanted) {
                try advance(to: wanted)
                return mark
            }
            back = max(file.ticks(seconds: 1), back * 4)
        }
        try rewind()
        guard try decodeNext(), let start = followingMark?.ticks else { return nil }
        firstTicks = firstTicks ?? start
        try advance(to: max(wanted, start))
        return mark
    }

    /// Goes on from the current frame, if that is not further than seeking.
    private mutating func continueTo(_ ticks: Int64, _ aim: Aim) throws(Failure) -> Bool {
        guard isContinuous, let mark, mark.ticks <= ticks else { return false }
        if isShown(mark, at: ticks) { return true }
        try lookAhead()
        guard let next = followingMark else { return hasEnded }
        guard next.ticks <= ticks else { return true }
        guard isReachable(ticks, from: next.ticks) else { return false }
        disposableEnd = aim.disposableEnd.flatMap { $0 > next.ticks ? $0 : nil }
        lastWanted = aim.lastWanted
        try advance(to: ticks)
        return true
    }

    /// Whether no keyframe lies between `start` and `ticks`, so that all frames between must be decoded anyway.
    func isReachable(_ ticks: Int64, from start: Int64) -> Bool {
        guard !isSequential, let video = file.video else { return true }
        if let index = file.index {
            return index.keyframes(around: ticks).before.map { $0.time.shown <= start } ?? true
        }
        if extent.hasCompleteIndex, let key = file.format.keyframe(.before, ticks - indexDelay, of: video) {
            return key.ticks + indexDelay <= start
        }
        return ticks - start <= file.ticks(seconds: 3)
    }

    /// Decodes the first frame after a seek.
    ///
    /// - Returns: Whether it begins at or before `ticks`. Where it does not, the seek went too far.
    private mutating func land(before ticks: Int64) throws(Failure) -> Bool {
        guard try decodeNext(), let landed = followingMark else { return false }
        return landed.ticks <= ticks
    }

    /// Decodes until the following frame begins after `ticks`.
    private mutating func advance(to ticks: Int64) throws(Failure) {
        isContinuous = true
        while let next = followingMark, next.ticks <= ticks {
            step()
            if let mark, isShown(mark, at: ticks) { return }
            guard try decodeNext() else { return }
        }
    }

    /// Decodes the frame behind the current one, unless that was done.
    mutating func lookAhead() throws(Failure) {
        if followingMark == nil, !hasEnded { _ = try decodeNext() }
    }

    /// Whether the frame of `mark` is known to be shown until after `ticks`, as all frames last the same.
    private func isShown(_ mark: FrameMark, at ticks: Int64) -> Bool {
        file.index?.frames.usualDuration.map { ticks - mark.ticks < $0 } ?? false
    }
}
