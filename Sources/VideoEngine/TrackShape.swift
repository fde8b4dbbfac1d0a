// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import PixelImage

/// What the container says of the shape of a video track.
struct TrackShape {
    var coded: PixelSize
    /// Width of a sample over its height; 0:1 when the container does not tell.
    var sampleAspectRatio: AVRational
    var orientation: Orientation
    var colors: TrackColors

    init(of stream: Int, in format: borrowing FormatContext) {
        let (width, height) = unsafe (format.parameters(stream).pointee.width, format.parameters(stream).pointee.height)
        coded = PixelSize(width: Int(max(0, width)), height: Int(max(0, height)))
        let own = unsafe format.stream(stream).pointee.sample_aspect_ratio
        sampleAspectRatio = unsafe own.num > 0 ? own : format.parameters(stream).pointee.sample_aspect_ratio
        colors = TrackColors(of: stream, in: format)
        orientation = DisplayMatrix.orientation(of: format.displayMatrix(of: stream))
    }

    /// The container's ratio of a sample's sides, or the frame's own where the container is silent.
    func ratio(of frame: borrowing Frame) -> (numerator: Int32, denominator: Int32) {
        let ratio = sampleAspectRatio.num > 0 ? sampleAspectRatio : frame.sampleAspectRatio
        return (ratio.num, ratio.den)
    }

    /// The size that a player shows.
    var display: PixelSize {
        DisplayGeometry(
            coded: coded,
            ratio: (sampleAspectRatio.num, sampleAspectRatio.den),
            orientation: orientation,
            maxLength: nil,
            aspect: .source
        ).display
    }
}
