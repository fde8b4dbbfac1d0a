// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import PixelImage

extension Frame {
    /// The colours of the frame, which is one of a track that says `track` of them.
    func colors(_ track: TrackColors = TrackColors()) -> SourceColors {
        let descriptor = unsafe av_pix_fmt_desc_get(AVPixelFormat(rawValue: format))
        let flags = unsafe descriptor?.pointee.flags ?? 0
        let isRGB = flags & UInt64(AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL) != 0
        let tagged = unsafe (
            primaries: pointer.pointee.color_primaries, transfer: pointer.pointee.color_trc,
            matrix: pointer.pointee.colorspace
        )
        let primaries = SourceColors.primaries(tagged.primaries, tagged.transfer, tagged.matrix)
        let transfer = SourceColors.transfer(tagged.transfer)
        let matrix =
            isRGB
            ? SourceColors.Tag(AVCOL_SPC_RGB.rawValue)
            : SourceColors.matrix(tagged.matrix, tagged.primaries, transfer, height: height)
        let isGrey = unsafe descriptor?.pointee.nb_components ?? 3 < 3
        let range = range(isRGB: isRGB, isGrey: isGrey)
        var colors = SourceColors(
            matrix: matrix,
            isFullRange: range.isFull,
            isRangeGuessed: range.isGuessed,
            primaries: primaries,
            transfer: transfer,
            depth: unsafe Int(descriptor?.pointee.comp.0.depth ?? 8),
            peak: (lightLevels ?? track.lightLevels)?.peak
        )
        if let metadata = dolbyVision {
            guard track.isDolbyVisionAlone || metadata.isDolbyVisionAlone else { return colors }
            (colors.dolbyVision, colors.isIntensity) = (metadata.coding, metadata.coding == nil)
            colors.peak = colors.peak ?? metadata.peak
        } else {
            colors.isIntensity = track.isDolbyVisionAlone
        }
        // Such samples are of full range, and their bitstreams do not always say so.
        if colors.isIntensity, colors.isRangeGuessed { colors.isFullRange = true }
        return colors
    }

    /// The tagged range, or what is usual where there is no tag.
    ///
    /// Red, green and blue use all codes. So do greys without a tag, as libav* has them, and the formats that
    /// were made for JPEG; video does not.
    private func range(isRGB: Bool, isGrey: Bool) -> (isFull: Bool, isGuessed: Bool) {
        guard !isRGB else { return (true, false) }
        switch unsafe pointer.pointee.color_range {
        case AVCOL_RANGE_JPEG: return (true, false)
        case AVCOL_RANGE_MPEG: return (false, false)
        default: break
        }
        let jpegFormats = [
            AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ440P, AV_PIX_FMT_YUVJ411P,
        ]
        if jpegFormats.contains(AVPixelFormat(rawValue: format)) { return (true, false) }
        return (isGrey, true)
    }

    /// What the frame itself says of its brightest light.
    private var lightLevels: LightLevels? {
        let display = unsafe av_frame_get_side_data(pointer, AV_FRAME_DATA_MASTERING_DISPLAY_METADATA)
        let content = unsafe av_frame_get_side_data(pointer, AV_FRAME_DATA_CONTENT_LIGHT_LEVEL)
        return unsafe LightLevels(display: display?.pointee.data, content: content?.pointee.data)
    }
}

extension SourceColors {
    /// The primaries, or those that belong to the other tags: BT.2020 where one of them is of BT.2020 or BT.2100, else
    /// BT.709, which leaves all colours as they are.
    fileprivate static func primaries(
        _ tag: AVColorPrimaries,
        _ transfer: AVColorTransferCharacteristic,
        _ matrix: AVColorSpace
    ) -> Tag {
        if ColorPrimaries(codePoint: Int(tag.rawValue)) != nil { return Tag(tag.rawValue) }
        let isWide =
            [AVCOL_SPC_BT2020_NCL, AVCOL_SPC_BT2020_CL, AVCOL_SPC_ICTCP].contains(matrix)
            || [AVCOL_TRC_SMPTE2084, AVCOL_TRC_ARIB_STD_B67, AVCOL_TRC_BT2020_10, AVCOL_TRC_BT2020_12].contains(
                transfer
            )
        return Tag((isWide ? AVCOL_PRI_BT2020 : AVCOL_PRI_BT709).rawValue, isGuessed: true)
    }

    /// The transfer curve, or that of BT.709, which is shown as it is.
    fileprivate static func transfer(_ tag: AVColorTransferCharacteristic) -> Tag {
        if TransferCurve(codePoint: Int(tag.rawValue)) != nil { return Tag(tag.rawValue) }
        return Tag(AVCOL_TRC_BT709.rawValue, isGuessed: true)
    }

    /// The matrix, or the one that belongs to the primaries or the transfer curve, or else what players assume: BT.709
    /// from 720 lines on, below BT.601.
    fileprivate static func matrix(
        _ tag: AVColorSpace,
        _ primaries: AVColorPrimaries,
        _ transfer: Tag,
        height: Int
    ) -> Tag {
        let known = ColorCoding.Matrix(codePoint: Int(tag.rawValue), primaries: .bt709, transfer: .display)
        // Samples that are no red, green and blue cannot be tagged so.
        if known != nil, tag != AVCOL_SPC_RGB { return Tag(tag.rawValue) }
        let guess =
            switch primaries {
            case AVCOL_PRI_BT709: AVCOL_SPC_BT709
            case AVCOL_PRI_BT470M, AVCOL_PRI_BT470BG, AVCOL_PRI_SMPTE170M: AVCOL_SPC_SMPTE170M
            case AVCOL_PRI_SMPTE240M: AVCOL_SPC_SMPTE240M
            case AVCOL_PRI_BT2020: AVCOL_SPC_BT2020_NCL
            default: height >= 720 ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M
            }
        let isHigh = TransferCurve(codePoint: transfer.code)?.isHighDynamicRange ?? false
        return Tag((isHigh ? AVCOL_SPC_BT2020_NCL : guess).rawValue, isGuessed: true)
    }
}
