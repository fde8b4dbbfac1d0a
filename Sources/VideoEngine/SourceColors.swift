// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

/// How the samples of a frame stand for colours.
struct SourceColors: Hashable {
    /// A matrix as libswscale numbers it (`SWS_CS_*`).
    var matrix: CInt
    /// Whether luma covers 0...255, not 16...235.
    var isFullRange: Bool
}

extension Frame {
    /// The tagged colours, or what players assume where there is no tag: BT.709 from 720 lines on, else BT.601.
    var colors: SourceColors {
        let format = unsafe AVPixelFormat(rawValue: pointer.pointee.format)
        let jpegFormats = [
            AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ440P, AV_PIX_FMT_YUVJ411P,
        ]
        let isFull = unsafe pointer.pointee.color_range == AVCOL_RANGE_JPEG || jpegFormats.contains(format)
        return SourceColors(matrix: matrix, isFullRange: isFull)
    }

    private var matrix: CInt {
        switch unsafe pointer.pointee.colorspace {
        case AVCOL_SPC_BT709: SWS_CS_ITU709
        case AVCOL_SPC_FCC: SWS_CS_FCC
        case AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M: SWS_CS_ITU601
        case AVCOL_SPC_SMPTE240M: SWS_CS_SMPTE240M
        case AVCOL_SPC_BT2020_NCL, AVCOL_SPC_BT2020_CL: SWS_CS_BT2020
        default: height >= 720 ? SWS_CS_ITU709 : SWS_CS_ITU601
        }
    }
}
