// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import PixelImage

/// Makes pictures of frames that have 8-bit luma and colour differences in three planes, and that become clearly smaller.
///
/// That is most of what is decoded. It averages areas as libswscale does, in a third of the time.
@safe
struct PlaneScaler {
    private let luma: AreaScaler
    private let chroma: AreaScaler
    private let coding: ColorCoding

    /// Fails for all other frames, and for those whose colours are not those of sRGB.
    init?(_ conversion: ScaleContext.Conversion) {
        let (source, target) = (conversion.source, conversion.target)
        guard 2 * source.width >= 3 * target.width, 2 * source.height >= 3 * target.height,
            conversion.output == .jpegPlanes, conversion.colors.plainMatrix != nil,
            let chromaSize = Self.chromaSize(conversion.format, source),
            let luma = AreaScaler(from: source, to: target)
        else { return nil }
        // Samples of colour are taken to lie in the middle of what they colour, before and after.
        let half = PixelSize(width: (target.width + 1) / 2, height: (target.height + 1) / 2)
        guard let chroma = AreaScaler(from: chromaSize, to: half) else { return nil }
        self.luma = luma
        self.chroma = chroma
        coding = conversion.colors.coding
    }

    /// The size of the planes of colour differences of a picture of `size`; `nil` where the pixel format `number` has other
    /// ones, or none.
    private static func chromaSize(_ number: CInt, _ size: PixelSize) -> PixelSize? {
        guard let descriptor = unsafe av_pix_fmt_desc_get(AVPixelFormat(rawValue: number)),
            unsafe descriptor.pointee.nb_components == 3,
            unsafe descriptor.pointee.flags == UInt64(AV_PIX_FMT_FLAG_PLANAR)
        else { return nil }
        let components = unsafe [descriptor.pointee.comp.0, descriptor.pointee.comp.1, descriptor.pointee.comp.2]
        for (plane, component) in components.enumerated() {
            guard component.plane == plane, component.step == 1, component.depth == 8 else { return nil }
        }
        let (across, down) = unsafe (Int(descriptor.pointee.log2_chroma_w), Int(descriptor.pointee.log2_chroma_h))
        return PixelSize(
            width: (size.width + 1 << across - 1) >> across,
            height: (size.height + 1 << down - 1) >> down
        )
    }

    /// Makes the picture of `frame`, scaled, in `picture`, which has the target's size.
    func scale(_ frame: borrowing Frame, into picture: inout PixelBuffer) throws(FFmpegError) {
        let (data, lines) = unsafe (frame.pointer.pointee.data, frame.pointer.pointee.linesize)
        guard let first = unsafe data.0, let second = unsafe data.1, let third = unsafe data.2 else {
            throw FFmpegError(code: vignette_averror(EINVAL), function: "avcodec_receive_frame")
        }
        unsafe luma.scale(first, stride: Int(lines.0), into: &picture.luma)
        unsafe chroma.scale(second, stride: Int(lines.1), into: &picture.cb)
        unsafe chroma.scale(third, stride: Int(lines.2), into: &picture.cr)
        _ = picture.recode(from: coding)
        picture.extendOddEdges()
    }
}
