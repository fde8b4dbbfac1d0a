// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

/// How the samples of a pixel format lie in memory, where each takes a byte, or two of which the lower one comes first.
struct SampleLayout: Hashable {
    /// Whether a sample takes two bytes.
    let isWide: Bool
    /// Where brightness is: its plane, the bytes before the first sample of a line and from one to the next.
    let plane: Int
    let offset: Int
    let step: Int
    /// Bits of a sample of brightness below its eight highest ones.
    let lowBits: Int
    /// Binary logarithm of the rows of brightness that share one of colour.
    private let colorRows: Int
    private let format: AVPixelFormat

    /// Fails for formats of another kind: palettes, bits that share bytes, floating point.
    init?(of number: CInt) {
        format = AVPixelFormat(rawValue: number)
        guard let descriptor = unsafe av_pix_fmt_desc_get(format) else { return nil }
        let foreign =
            AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_FLOAT
            | AV_PIX_FMT_FLAG_BAYER
        let flags = unsafe descriptor.pointee.flags
        guard flags & UInt64(foreign) == 0 else { return nil }
        let components = unsafe [
            descriptor.pointee.comp.0, descriptor.pointee.comp.1, descriptor.pointee.comp.2, descriptor.pointee.comp.3,
        ].prefix(Int(descriptor.pointee.nb_components))
        guard let first = components.first else { return nil }
        isWide = first.depth > 8
        let bytes: CInt = isWide ? 2 : 1
        let isWhole = components.allSatisfy { component in
            component.step % bytes == 0 && component.offset % bytes == 0 && component.depth >= 8
                && (bytes * 8 - 7...bytes * 8).contains(component.depth + component.shift)
        }
        guard isWhole, !isWide || flags & UInt64(AV_PIX_FMT_FLAG_BE) == 0 else { return nil }
        // Green is what brightness mostly is.
        let isRGB = flags & UInt64(AV_PIX_FMT_FLAG_RGB) != 0 && components.count > 1
        let luma = isRGB ? components[1] : first
        (plane, offset, step) = (Int(luma.plane), Int(luma.offset), Int(luma.step))
        lowBits = Int(luma.depth + luma.shift) - 8
        colorRows = unsafe Int(descriptor.pointee.log2_chroma_h)
    }

    /// Bytes of a line of `plane` and lines in it, of a picture of so many samples; `nil` where there is no such plane.
    func extent(ofPlane plane: Int, width: Int, height: Int) -> (bytes: Int, lines: Int)? {
        let bytes = Int(av_image_get_linesize(format, CInt(width), CInt(plane)))
        guard bytes > 0 else { return nil }
        let shift = plane == 1 || plane == 2 ? colorRows : 0
        return (bytes, (height + 1 << shift - 1) >> shift)
    }
}
