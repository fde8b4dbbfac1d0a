// SPDX-License-Identifier: Apache-2.0

import Model

extension FrameReader {
    /// Packets that are read without unfolding a file.
    private static let openingLength = 64
    /// Frames that a codec holds back at most.
    private static let mostHeldBack = 16

    /// Makes the first frame the current one without unfolding the file, where it is the one that is shown at `ticks`.
    ///
    /// - Parameter isLast: Whether no frame behind it is wanted; otherwise decoding can go on up to ``openingEnd``.
    /// - Returns: Whether it is, and nothing is wrong with it.
    mutating func showOpening(at ticks: Int64, isLast: Bool) throws(Failure) -> Bool {
        guard file.isFolded, let video = file.video, let index = file.index, let first = index.keyframes.first,
            first.sample == 0, (index.frame(at: ticks) ?? first.time.shown) == first.time.shown
        else { return false }
        let frames = index.opening(Self.openingLength)
        let isFirst = frames.dropFirst().allSatisfy { $0.time.shown > first.time.shown }
        guard isFirst, file.format.ordersAlone(frames, in: video) else { return false }
        restart()
        opening = frames[...]
        openingEnd = frames.count == index.frames.count ? .max : Self.end(of: frames)
        lastWanted = isLast ? first.time.shown : nil
        let known = errors
        guard try decodeNext(), errors == known, following.isIntra, !following.isDamaged,
            followingMark?.ticks == first.time.shown
        else {
            errors = known
            return false
        }
        step()
        isContinuous = !isLast
        return true
    }

    /// The tick before which nothing is shown that is decoded behind all of `frames`.
    private static func end(of frames: [IndexedSample]) -> Int64 {
        frames.map(\.time.shown).sorted()[frames.count - mostHeldBack - 1]
    }
}
