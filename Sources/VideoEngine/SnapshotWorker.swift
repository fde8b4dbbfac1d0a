// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import RenderProtocol

/// A picture of a video that was made, and what is to be told of it.
struct MadeSnapshot {
    var picture: Picture
    var bytes: Data
    /// What is worth telling whoever looks at it.
    var note: String?
    /// Whether traces of damage show in it.
    var isDamaged: Bool
    /// Where it shows the last frame that could be decoded, though the track goes on: the end of that frame, in
    /// milliseconds of the player's timeline.
    var realEnd: Int64?
}

/// Makes the pictures of instants, cheaply where they ascend, through an open file of its own.
final class SnapshotWorker {
    private var reader: FrameReader
    private var maker: PictureMaker
    private let track: TrackShape
    /// Ticks of the player's timeline within which the nearest keyframe may stand in.
    private let tolerance: Int64
    /// How the frame was chosen, where nobody named it.
    private let cover: CoverChoice?
    private let limits: RenderLimits
    /// The picture made last and the frame that it shows: instants that fall on the same frame share it.
    private var last: (mark: FrameMark, made: PictureMaker.Made)?

    init(
        _ reader: consuming FrameReader,
        _ maker: consuming PictureMaker,
        track: TrackShape,
        tolerance: Int64,
        cover: CoverChoice? = nil,
        limits: RenderLimits
    ) {
        self.reader = reader
        self.maker = maker
        self.track = track
        self.tolerance = tolerance
        self.cover = cover
        self.limits = limits
    }

    /// Makes the picture of `instant`, which is the one called `index`; `next` is the instant that follows, if one does.
    func make(_ instant: PlannedInstant, index: Int, next: PlannedInstant?) throws(Failure) -> MadeSnapshot {
        let mark = try reader.show(instant, before: next, within: tolerance, limits)
        let isPastEnd = reader.isPastRealEnd(instant, mark)
        let made = try made(mark)
        var frame = reader.told(of: mark, for: instant, within: tolerance, track)
        frame.report?.deinterlacing = made.deinterlacing
        frame.report?.cover = cover
        let size = made.picture.size
        return MadeSnapshot(
            picture: Picture(index: index, width: size.width, height: size.height, frame: frame),
            bytes: made.picture.bytes,
            note: reader.frame.colors(track.colors).note,
            isDamaged: reader.isDamaged(mark),
            realEnd: isPastEnd ? reader.end(of: mark).milliseconds : nil
        )
    }

    private func made(_ mark: FrameMark) throws(Failure) -> PictureMaker.Made {
        if let last, last.mark.ticks == mark.ticks { return last.made }
        let made = try maker.picture(of: reader.frame, mark)
        last = (mark, made)
        return made
    }
}
