// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import PixelImage
import RenderProtocol

/// Turns decoded frames into upright rasters with square pixels.
struct RasterMaker {
    let limits: RenderLimits

    /// A picture, and the size that it has where nothing needs it smaller.
    struct Upright {
        var raster: Raster
        var size: PixelSize
    }

    /// Makes the raster of `frame`, no larger than all of `shapes` need it.
    ///
    /// - Parameter ratio: The width of a sample over its height.
    func upright(
        _ frame: borrowing Frame,
        ratio: (numerator: Int32, denominator: Int32),
        orientation: Orientation,
        colors: SourceColors,
        for shapes: [PictureShape]
    ) throws(Failure) -> Upright {
        let display = DisplayGeometry(
            coded: PixelSize(width: frame.width, height: frame.height),
            ratio: ratio,
            orientation: orientation,
            maxLength: nil,
            aspect: .source
        ).display
        let needed: PixelSize
        do throws(PictureError) {
            needed = try PictureShape.sizeNeeded(for: shapes, of: display, limit: limits.pixels)
        } catch {
            throw Failure(error)
        }
        let target = orientation.isTransposed ? needed.transposed : needed
        let raster = try raster(frame, colors: colors, target: target).oriented(orientation)
        return Upright(raster: raster, size: display)
    }

    /// Libswscale would mix the colours of what is transparent into the rest: such frames are scaled afterwards.
    func raster(_ frame: borrowing Frame, colors: SourceColors, target: PixelSize) throws(Failure) -> Raster {
        guard frame.hasAlpha else { return try converted(frame, colors, to: target) }
        let whole = try converted(frame, colors, to: PixelSize(width: frame.width, height: frame.height))
        return whole.scaled(to: target)
    }

    private func converted(_ frame: borrowing Frame, _ colors: SourceColors, to size: PixelSize) throws(Failure)
        -> Raster
    {
        let (pixels, overflows) = size.width.multipliedReportingOverflow(by: size.height)
        guard !overflows, pixels <= limits.pixels else { throw .tooManyPixels(limits) }
        let conversion = ScaleContext.Conversion(
            source: PixelSize(width: frame.width, height: frame.height),
            format: frame.format,
            colors: colors,
            target: size,
            output: .raster
        )
        do throws(FFmpegError) {
            return try ScaleContext(conversion).raster(of: frame)
        } catch {
            throw .library(error)
        }
    }
}

extension Frame {
    /// Whether some of its pixels may be transparent.
    var hasAlpha: Bool {
        guard let descriptor = unsafe av_pix_fmt_desc_get(AVPixelFormat(rawValue: format)) else { return false }
        return unsafe descriptor.pointee.flags & UInt64(AV_PIX_FMT_FLAG_ALPHA) != 0
    }

    /// How the frame says that it is turned: by a message of the stream, or by EXIF as the JPEG decoder reads it; `nil`
    /// when it says nothing.
    var orientation: Orientation? {
        let side = unsafe av_frame_get_side_data(pointer, AV_FRAME_DATA_DISPLAYMATRIX)
        guard let side = unsafe side, unsafe side.pointee.size >= 36 else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(start: side.pointee.data, count: 36)
        let matrix = (0..<9).map { unsafe bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Int32.self) }
        return DisplayMatrix.orientation(of: matrix)
    }

    /// The colours of a still picture: all of 0...255, and BT.601, unless the file says otherwise.
    var stillColors: SourceColors {
        var colors = colors()
        if colors.isRangeGuessed { colors.isFullRange = true }
        if colors.matrix.isGuessed { colors.matrix.code = Int(AVCOL_SPC_SMPTE170M.rawValue) }
        return colors
    }
}
