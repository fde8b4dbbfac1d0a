// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Glibc
import Model
import RenderProtocol

/// Goes through the frames of a video for a ``CoverSearch``.
struct CoverScout: ~Copyable {
    /// Stands at the first frame before the search, anywhere after it.
    private(set) var reader: FrameReader
    private var maker: GlanceMaker
    private var frames = 0
    private var pixels: Int64 = 0
    private let start = Self.cpuSeconds
    /// Where the frames begin that are gone through: those shown up to the first leap of the timeline.
    private let span: Range<Int64>

    init(_ reader: consuming FrameReader, track: TrackShape) {
        span = reader.extent.presentation.frames(in: 0)
        self.reader = reader
        maker = GlanceMaker(track: track)
    }

    /// Chooses the frame that stands for the video.
    ///
    /// - Parameter instant: That of the first frame.
    /// - Returns: The instant of the chosen frame, and how it was chosen: `nil` where the search met with an error. Then
    ///   the first frame has to do.
    mutating func choose(
        from instant: PlannedInstant,
        _ limits: RenderLimits
    ) throws(Failure) -> (instant: PlannedInstant, choice: CoverChoice?) {
        let start = reader.extent.presentation.place(of: instant.ticks).media
        if try !reader.showOpening(at: start, isLast: false) {
            _ = try reader.show(exactly: instant, limits, isLast: false)
        }
        var search = CoverSearch()
        let decision: CoverDecision
        do throws(Failure) {
            decision = try search.run(&self)
        } catch {
            reader.isContinuous = false
            return (instant, nil)
        }
        let choice = decision.told(cost) { reader.time(of: $0) }
        guard decision.outcome != .firstFrame || decision.sight.ticks != reader.mark?.ticks else {
            return (instant, choice)
        }
        let chosen = PlannedInstant(
            milliseconds: reader.time(of: decision.sight.ticks).milliseconds,
            ticks: reader.extent.presentation.shown(decision.sight.ticks, in: 0)
        )
        return (chosen, choice)
    }

    /// Gives the reader back.
    consuming func finish() -> FrameReader { reader }

    /// Seconds of CPU that this thread, the only one of a renderer, has used.
    private static var cpuSeconds: Double {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func seconds(_ ticks: Int64) -> Double {
        let base = reader.file.timeBase
        return Double(ticks - span.lowerBound) * Double(base.num) / Double(base.den)
    }

    /// The first tick at or behind `seconds`.
    private func ticks(_ seconds: Double) -> Int64 {
        let base = reader.file.timeBase
        // A millionth of a tick is rounding.
        let ticks = seconds * Double(base.den) / Double(base.num) - 1e-6
        return span.lowerBound + (Int64(exactly: ticks.rounded(.up)) ?? .max / 2)
    }
}

extension CoverScout: CoverWalk {
    var cost: CoverCost {
        CoverCost(frames: frames, pixels: pixels, cpuSeconds: Self.cpuSeconds - start)
    }

    mutating func current() throws(Failure) -> CoverSight {
        guard let mark = reader.mark else { throw .withoutPictures }
        return CoverSight(
            ticks: mark.ticks,
            seconds: seconds(mark.ticks),
            isKeyframe: mark.isKeyframe,
            isDamaged: reader.frame.isCorrupt,
            glance: try maker.glance(of: reader.frame)
        )
    }

    mutating func upcoming() throws(Failure) -> CoverSight? {
        guard reader.isContinuous else { return nil }
        try reader.lookAhead()
        guard let mark = reader.followingMark, mark.ticks < span.upperBound else { return nil }
        return CoverSight(
            ticks: mark.ticks,
            seconds: seconds(mark.ticks),
            isKeyframe: mark.isKeyframe,
            isDamaged: reader.following.isCorrupt,
            glance: try maker.glance(of: reader.following)
        )
    }

    mutating func advance(to seconds: Double) throws(Failure) -> CoverSight? {
        let wanted = ticks(seconds)
        if wanted > reader.openingEnd { try reader.unfold() }
        if !reader.isContinuous, reader.mark != nil {
            // The first frame may have been decoded apart from those behind it.
            guard let mark = reader.mark, try reader.showExactFrame(at: mark.ticks) != nil else { return nil }
        }
        while let mark = reader.mark, mark.ticks < wanted {
            try reader.lookAhead()
            guard let next = reader.followingMark, next.ticks < span.upperBound else { return nil }
            reader.step()
            count()
        }
        return reader.mark == nil ? nil : try current()
    }

    mutating func keyframe(after seconds: Double) throws(Failure) -> Double? {
        try nextKeyframe(behind: seconds).map { self.seconds($0.ticks + reader.indexDelay) }
    }

    mutating func leap(behind seconds: Double) throws(Failure) -> CoverSight? {
        guard let entry = try nextKeyframe(behind: seconds), reader.seek(to: entry.ticks), try reader.decodeNext()
        else {
            return nil
        }
        reader.step()
        count()
        reader.isContinuous = true
        return try current()
    }

    /// The index's first keyframe behind `seconds`, where libavformat has all of the index.
    private mutating func nextKeyframe(behind seconds: Double) throws(Failure) -> IndexEntry? {
        try reader.unfold()
        guard let video = reader.file.video, reader.extent.hasCompleteIndex, !reader.isSequential else { return nil }
        // What is decoded later than that is shown later as well.
        let entry = reader.file.format.keyframe(.after, ticks(seconds) + 1, of: video)
        return entry.flatMap { $0.ticks + reader.indexDelay < span.upperBound ? $0 : nil }
    }

    private mutating func count() {
        frames += 1
        pixels += Int64(reader.frame.width) * Int64(reader.frame.height)
    }
}

extension FrameReader {
    /// When the frame at `ticks` is shown on the player's timeline.
    func time(of ticks: Int64) -> MediaTime {
        extent.presentation.time(extent.presentation.shown(ticks, in: 0))
    }
}
