// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import FoundationEssentials
import Model
import PixelImage
import RenderProtocol

/// Turns decoded frames into upright JPEGs of the wanted size.
struct PictureMaker: ~Copyable {
    /// libjpeg's scale: above it files grow faster than anybody can see.
    private static let quality = 85
    /// From this reduction on, filtered and unfiltered edges of blocks look the same: their pictures differ by 40 dB and
    /// more.
    private static let hidingReduction = 3

    private let spec: SnapshotSpec
    private let limits: RenderLimits
    private let track: TrackShape
    private let encoder: JPEGEncoder
    private let decoder: JPEGDecoder
    private var scaler: FrameScaler?

    init(spec: SnapshotSpec, track: TrackShape, limits: RenderLimits) throws(Failure) {
        do throws(JPEGError) {
            let encoder = try JPEGEncoder(quality: Self.quality)
            let decoder = try JPEGDecoder()
            self.spec = spec
            self.track = track
            self.limits = limits
            self.encoder = encoder
            self.decoder = decoder
        } catch {
            throw .encoding(error)
        }
    }

    /// Whether frames of the size that the container tells are reduced so much that the edges of blocks do not show.
    var hidesBlocks: Bool {
        let coded = track.crop?.size ?? track.coded
        let geometry = DisplayGeometry(
            coded: coded,
            ratio: (track.sampleAspectRatio.num, track.sampleAspectRatio.den),
            orientation: track.orientation ?? .upright,
            maxLength: spec.maxLength,
            aspect: spec.aspect
        )
        return coded.width >= Self.hidingReduction * geometry.scaled.width
            && coded.height >= Self.hidingReduction * geometry.scaled.height
    }

    /// A finished picture.
    struct Made {
        var picture: EncodedPicture
        /// As ``Model/FrameReport`` has it.
        var deinterlacing: String?
    }

    /// Makes the picture of `frame`, which `mark` describes, and proves that it can be decoded.
    mutating func picture(of frame: borrowing Frame, _ mark: FrameMark) throws(Failure) -> Made {
        let shown: DisplayFrame
        do throws(FFmpegError) {
            shown = try DisplayFrame(frame, track)
        } catch {
            throw .library(error)
        }
        let geometry = DisplayGeometry(
            coded: PixelSize(width: shown.frame.width, height: shown.frame.height),
            ratio: track.ratio(of: frame),
            orientation: track.orientation(of: mark),
            maxLength: spec.maxLength,
            aspect: spec.aspect
        )
        let colors = frame.colors(track.colors)
        let upright = try scaled(shown.frame, colors, to: geometry.scaled).oriented(geometry.orientation)
        let picture = EncodedPicture(bytes: try encoded(padded(upright, geometry.canvas)), size: geometry.canvas)
        return Made(picture: picture, deinterlacing: shown.deinterlacing)
    }

    private func encoded(_ picture: PixelBuffer) throws(Failure) -> Data {
        let bytes: Data
        do {
            bytes = try encoder.encode(picture)
            _ = try decoder.decode(bytes, reducedTo: .eighth, limit: limits.pixels)
        } catch {
            throw .encoding(error)
        }
        guard bytes.count <= limits.pictureBytes else { throw .tooManyBytes(limits) }
        return bytes
    }

    private mutating func scaled(_ frame: borrowing Frame, _ colors: SourceColors, to size: PixelSize) throws(Failure)
        -> PixelBuffer
    {
        guard var buffer = PixelBuffer(width: size.width, height: size.height, limit: limits.pixels) else {
            throw .tooManyPixels(limits)
        }
        guard !frame.hasAlpha else {
            buffer.show(try RasterMaker(limits: limits).raster(frame, colors: colors, target: size).flattened())
            return buffer
        }
        let conversion = ScaleContext.Conversion(
            source: PixelSize(width: frame.width, height: frame.height),
            format: frame.format,
            colors: colors,
            target: size
        )
        do throws(FFmpegError) {
            if scaler?.conversion != conversion { scaler = try FrameScaler(conversion) }
            try scaler?.scale(frame, into: &buffer)
        } catch {
            throw .library(error)
        }
        return buffer
    }

    private func padded(_ picture: PixelBuffer, _ canvas: PixelSize) throws(Failure) -> PixelBuffer {
        guard Int64(canvas.width) * Int64(canvas.height) <= limits.pixels, canvas.width <= 65535, canvas.height <= 65535
        else { throw .tooManyPixels(limits) }
        return picture.padded(toWidth: canvas.width, height: canvas.height)
    }
}
