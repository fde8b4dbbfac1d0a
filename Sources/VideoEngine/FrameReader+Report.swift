// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import PixelImage

extension FrameReader {
    /// When the frame is shown on the player's timeline.
    func time(of mark: FrameMark) -> MediaTime {
        extent.presentation.time(mark.shown ?? extent.presentation.shown(mark.ticks, in: 0))
    }

    /// When the frame stops being shown there.
    func end(of mark: FrameMark) -> MediaTime {
        let presentation = extent.presentation
        return presentation.time((mark.shown ?? 0) + mark.duration * presentation.scale)
    }

    /// What is told of the current frame, which was chosen for `instant`.
    ///
    /// - Parameter tolerance: Ticks of the player's timeline within which a keyframe might have stood in.
    func told(
        of mark: FrameMark,
        for instant: PlannedInstant,
        within tolerance: Int64,
        _ track: TrackShape
    ) -> Picture.Frame {
        let ratio = track.ratio(of: frame)
        let orientation = track.orientation(of: mark)
        let report = FrameReport(
            kind: mark.kind,
            keyframeDistance: mark.keyframeTicks.map { file.milliseconds(mark.ticks - $0) },
            tolerance: extent.presentation.time(tolerance).milliseconds,
            stream: file.video ?? 0,
            rotation: orientation.clockwiseDegrees,
            isMirrored: orientation.isMirrored,
            sampleAspectRatio: FrameReport.Ratio(ratio.numerator, ratio.denominator),
            deinterlacing: nil,
            isDamaged: isDamaged(mark),
            colors: frame.colors(track.colors).steps,
            source: track.crop(of: frame)?.size ?? PixelSize(width: frame.width, height: frame.height),
            engine: VideoEngine.version
        )
        return Picture.Frame(
            instant: instant.milliseconds,
            time: time(of: mark),
            isKeyframe: mark.isKeyframe,
            report: report
        )
    }
}
