// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import RenderKit
import RenderProtocol

/// Makes the pictures of a plan, one after the other.
struct SnapshotJob: ~Copyable {
    private let plan: SnapshotPlan
    private let pastEnd: SnapshotSpec.PastEnd
    private var reader: FrameReader
    private var maker: PictureMaker
    private let sink: any RenderSink
    /// The picture made last and the frame that it shows: instants that fall on the same frame share it.
    private var last: (mark: FrameMark, picture: EncodedPicture)?

    init(
        plan: SnapshotPlan,
        pastEnd: SnapshotSpec.PastEnd,
        reader: consuming FrameReader,
        maker: consuming PictureMaker,
        sink: any RenderSink
    ) {
        self.plan = plan
        self.pastEnd = pastEnd
        self.reader = reader
        self.maker = maker
        self.sink = sink
    }

    mutating func run(_ limits: RenderLimits) throws(Failure) -> RenderSummary {
        var notes = plan.notes + [reader.extent.note].compactMap { $0 }
        var made = 0
        var isEndTold = false
        for instant in plan.instants {
            let ticks = instant.ticks + reader.file.zero
            let mark = try show(ticks, instant, limits)
            if isPastRealEnd(ticks, mark) {
                if !isEndTold { notes.append(endNote(mark, left: plan.instants.count - made)) }
                isEndTold = true
                if pastEnd == .skip, made > 0 { break }
            }
            try send(instant, mark, index: made)
            made += 1
        }
        return RenderSummary(pictures: made, notes: notes)
    }

    /// Makes the frame for `ticks` the reader's current one.
    private mutating func show(
        _ ticks: Int64,
        _ instant: PlannedInstant,
        _ limits: RenderLimits
    ) throws(Failure) -> FrameMark {
        if let mark = try reader.showKeyframe(nearestTo: ticks, within: plan.tolerance) { return mark }
        let errors = reader.errors
        guard let mark = try reader.showExactFrame(at: ticks) else { throw undecodable(limits) }
        let gap = ticks - (mark.ticks + mark.duration)
        let second = reader.file.ticks(seconds: 1)
        if reader.errors > errors, reader.followingMark != nil, gap > second {
            throw .damaged(atMilliseconds: instant.milliseconds, "\(reader.errors) packets were refused")
        }
        return mark
    }

    /// Why no frame at all came out.
    private func undecodable(_ limits: RenderLimits) -> Failure {
        guard reader.decoder.codedPixels <= limits.pixels else { return .tooManyPixels(limits) }
        if let video = reader.file.video, reader.file.format.isEncrypted(video) { return .encrypted }
        return .damaged("\(reader.errors) packets were refused, no frame was decoded")
    }

    /// Whether the track goes on by its packets, and no frame of it could be decoded until `ticks`.
    private func isPastRealEnd(_ ticks: Int64, _ mark: FrameMark) -> Bool {
        guard reader.isContinuous, reader.hasEnded, reader.followingMark == nil else { return false }
        let slack = max(2 * mark.duration, reader.file.ticks(seconds: 1) / 2)
        return ticks >= mark.ticks + mark.duration + slack
    }

    /// Tells that frames are missing behind `mark` while `left` pictures are still owed.
    private func endNote(_ mark: FrameMark, left: Int) -> String {
        let end = reader.file.milliseconds(mark.ticks + mark.duration - reader.file.zero)
        let consequence = pastEnd == .skip ? "were left out" : "show the last frame"
        return "The end of the video cannot be decoded: \(left) pictures past \(end) ms \(consequence)."
    }

    private mutating func send(_ instant: PlannedInstant, _ mark: FrameMark, index: Int) throws(Failure) {
        let picture = try encoded(mark)
        let base = reader.file.timeBase
        try sink.picture(
            Picture(
                index: index,
                instant: instant.milliseconds,
                time: MediaTime(ticks: mark.ticks - reader.file.zero, numerator: base.num, denominator: base.den),
                isKeyframe: mark.isKeyframe,
                width: picture.size.width,
                height: picture.size.height
            ),
            picture.bytes
        )
    }

    private mutating func encoded(_ mark: FrameMark) throws(Failure) -> EncodedPicture {
        if let last, last.mark.ticks == mark.ticks { return last.picture }
        let picture = try maker.picture(of: reader.frame)
        last = (mark, picture)
        return picture
    }
}
