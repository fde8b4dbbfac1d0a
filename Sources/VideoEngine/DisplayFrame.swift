// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model

/// A decoded frame as it is to be scaled: the picture of one field where the two show different instants, and of that
/// the part that is meant to be seen.
struct DisplayFrame: ~Copyable {
    let frame: Frame
    /// How the fields were told apart, as ``Model/FrameReport`` tells it; `nil` where the frame is shown whole.
    let deinterlacing: String?

    init(_ decoded: borrowing Frame, _ track: TrackShape) throws(FFmpegError) {
        let field = FieldChoice(for: decoded)
        let frame = if let field { try decoded.picture(of: field) } else { try decoded.shared() }
        if let crop = track.crop(of: decoded) { try frame.crop(to: crop) }
        self.frame = frame
        deinterlacing = field?.text
    }
}

extension Frame {
    /// The same picture under another handle.
    fileprivate func shared() throws(FFmpegError) -> Frame {
        let other = try Frame()
        try check(unsafe av_frame_ref(other.pointer, pointer), "av_frame_ref")
        return other
    }

    /// Leaves only the samples of `crop`.
    ///
    /// Colour that two columns or rows share stays with the pair: where the crop parts one, it is off by a sample.
    fileprivate func crop(to crop: Crop) throws(FFmpegError) {
        let left = isPackedInPairs ? crop.left & ~1 : crop.left
        unsafe pointer.pointee.crop_left = left
        unsafe pointer.pointee.crop_top = crop.top
        unsafe pointer.pointee.crop_right = width - left - crop.size.width
        unsafe pointer.pointee.crop_bottom = height - crop.top - crop.size.height
        try check(
            unsafe av_frame_apply_cropping(pointer, CInt(AV_FRAME_CROP_UNALIGNED)),
            "av_frame_apply_cropping"
        )
    }

    /// Whether the two colours of a pair of columns lie between their brightness.
    private var isPackedInPairs: Bool {
        guard let descriptor = unsafe av_pix_fmt_desc_get(AVPixelFormat(rawValue: format)) else { return false }
        return unsafe descriptor.pointee.log2_chroma_w > 0
            && descriptor.pointee.flags & UInt64(AV_PIX_FMT_FLAG_PLANAR) == 0
    }
}
