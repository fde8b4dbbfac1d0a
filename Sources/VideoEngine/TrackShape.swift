// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import PixelImage

/// What the container says of the shape of a video track.
struct TrackShape {
    /// The size of a frame, before anything is cut off.
    var coded: PixelSize
    /// The part of a frame of that size that is meant to be seen; `nil` when all of it is.
    var crop: Crop?
    /// Width of a sample over its height; 0:1 when the container does not tell.
    var sampleAspectRatio: AVRational
    /// `nil` when the container does not tell.
    var orientation: Orientation?
    var colors: TrackColors

    init(of stream: Int, in format: borrowing FormatContext, _ container: ContainerShape) {
        let (width, height) = unsafe (format.parameters(stream).pointee.width, format.parameters(stream).pointee.height)
        coded = PixelSize(width: Int(max(0, width)), height: Int(max(0, height)))
        crop = container.aperture?.crop(of: coded)
        let own = unsafe format.stream(stream).pointee.sample_aspect_ratio
        sampleAspectRatio = unsafe own.num > 0 ? own : format.parameters(stream).pointee.sample_aspect_ratio
        if let crop, container.tellsSizeOfAperture, own.num > 0 {
            sampleAspectRatio = Self.ratio(own, of: coded, shownAs: crop.size)
        }
        colors = TrackColors(of: stream, in: format)
        let matrix = format.displayMatrix(of: stream)
        orientation = matrix.isEmpty ? nil : DisplayMatrix.orientation(of: matrix)
    }

    /// The ratio of samples of which not all of `coded` but only `shown` is as wide and high as `ratio` was made for.
    private static func ratio(_ ratio: AVRational, of coded: PixelSize, shownAs shown: PixelSize) -> AVRational {
        var corrected = AVRational(num: 0, den: 1)
        let numerator = Int64(ratio.num).multipliedReportingOverflow(by: Int64(coded.width * shown.height))
        let denominator = Int64(ratio.den).multipliedReportingOverflow(by: Int64(coded.height * shown.width))
        guard !numerator.overflow, !denominator.overflow else { return ratio }
        unsafe av_reduce(
            &corrected.num,
            &corrected.den,
            numerator.partialValue,
            denominator.partialValue,
            Int64(Int32.max)
        )
        return corrected
    }

    /// The container's ratio of a sample's sides, or the frame's own where the container is silent.
    func ratio(of frame: borrowing Frame) -> (numerator: Int32, denominator: Int32) {
        let ratio = sampleAspectRatio.num > 0 ? sampleAspectRatio : frame.sampleAspectRatio
        return (ratio.num, ratio.den)
    }

    /// How the container says that a frame is turned, or the stream itself where the container is silent.
    func orientation(of mark: FrameMark) -> Orientation { orientation ?? mark.orientation }

    /// The part of `frame` that is meant to be seen; `nil` when all of it is, or when it is not of the size that the
    /// container knows.
    func crop(of frame: borrowing Frame) -> Crop? {
        PixelSize(width: frame.width, height: frame.height) == coded ? crop : nil
    }

    /// The size that a player shows.
    var display: PixelSize {
        DisplayGeometry(
            coded: crop?.size ?? coded,
            ratio: (sampleAspectRatio.num, sampleAspectRatio.den),
            orientation: orientation ?? .upright,
            maxLength: nil,
            aspect: .source
        ).display
    }
}
