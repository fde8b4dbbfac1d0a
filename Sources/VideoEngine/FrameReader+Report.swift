// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import PixelImage

extension FrameReader {
    /// What is told of the current frame, which was chosen for `instant`.
    ///
    /// - Parameter tolerance: Ticks within which a keyframe might have stood in.
    func told(
        of mark: FrameMark,
        for instant: PlannedInstant,
        within tolerance: Int64,
        _ track: TrackShape
    ) -> Picture.Frame {
        let base = file.timeBase
        let ratio = track.ratio(of: frame)
        let orientation = track.orientation(of: mark)
        let report = FrameReport(
            kind: mark.kind,
            keyframeDistance: mark.keyframeTicks.map { file.milliseconds(mark.ticks - $0) },
            tolerance: file.milliseconds(tolerance),
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
            time: MediaTime(ticks: mark.ticks - file.zero, numerator: base.num, denominator: base.den),
            isKeyframe: mark.isKeyframe,
            report: report
        )
    }
}
