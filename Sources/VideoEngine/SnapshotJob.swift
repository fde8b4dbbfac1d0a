// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import PixelImage
import RenderKit
import RenderProtocol

/// Makes the pictures of a plan, one after the other.
struct SnapshotJob: ~Copyable {
    private let plan: SnapshotPlan
    private let pastEnd: SnapshotSpec.PastEnd
    /// How the frame was chosen, where nobody named it.
    private let cover: CoverChoice?
    private let track: TrackShape
    private var reader: FrameReader
    private var maker: PictureMaker
    private let sink: any RenderSink
    /// The picture made last and the frame that it shows: instants that fall on the same frame share it.
    private var last: (mark: FrameMark, made: PictureMaker.Made)?

    init(
        plan: SnapshotPlan,
        pastEnd: SnapshotSpec.PastEnd,
        cover: CoverChoice?,
        track: TrackShape,
        reader: consuming FrameReader,
        maker: consuming PictureMaker,
        sink: any RenderSink
    ) {
        self.plan = plan
        self.pastEnd = pastEnd
        self.cover = cover
        self.track = track
        self.reader = reader
        self.maker = maker
        self.sink = sink
    }

    mutating func run(_ limits: RenderLimits) throws(Failure) -> RenderSummary {
        var notes = plan.notes + [reader.extent.note].compactMap { $0 }
        var made = 0
        var damaged: [Int64] = []
        var gap: Failure?
        var isEndTold = false
        for (index, instant) in plan.instants.enumerated() {
            do throws(Failure) {
                let mark = try reader.show(instant, within: plan.tolerance, limits)
                if reader.isPastRealEnd(instant, mark) {
                    if !isEndTold { notes.append(endNote(mark, left: plan.instants.count - index)) }
                    isEndTold = true
                    if pastEnd == .skip, made > 0 { break }
                }
                try send(instant, mark, index: index)
                made += 1
                if let note = reader.frame.colors(track.colors).note, !notes.contains(note) { notes.append(note) }
                if reader.isDamaged(mark) { damaged.append(instant.milliseconds) }
            } catch  where error.code == .damagedMedia && error.class == .permanent {
                // What lies beyond the damage may be whole.
                gap = gap ?? error
                try sink.missing(MissingPicture(index: index, instant: instant.milliseconds, failure: error))
            }
        }
        if let gap, made == 0 { throw gap }
        if let first = damaged.first {
            notes.append(
                "The video is damaged: traces of it show in \(damaged.count) of the pictures, first at \(first) ms."
            )
        }
        return RenderSummary(pictures: made, notes: notes)
    }

    /// Tells that frames are missing behind `mark` while `left` pictures are still owed.
    private func endNote(_ mark: FrameMark, left: Int) -> String {
        let end = reader.end(of: mark).milliseconds
        let consequence = pastEnd == .skip ? "were left out" : "show the last frame"
        return "The end of the video cannot be decoded: \(left) pictures past \(end) ms \(consequence)."
    }

    private mutating func send(_ instant: PlannedInstant, _ mark: FrameMark, index: Int) throws(Failure) {
        let made = try made(mark)
        var frame = reader.told(of: mark, for: instant, within: plan.tolerance, track)
        frame.report?.deinterlacing = made.deinterlacing
        frame.report?.cover = cover
        try sink.picture(
            Picture(
                index: index,
                width: made.picture.size.width,
                height: made.picture.size.height,
                frame: frame
            ),
            made.picture.bytes
        )
    }

    private mutating func made(_ mark: FrameMark) throws(Failure) -> PictureMaker.Made {
        if let last, last.mark.ticks == mark.ticks { return last.made }
        let made = try maker.picture(of: reader.frame, mark)
        last = (mark, made)
        return made
    }
}
