// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model

/// An owned `AVFrame`.
@safe
struct Frame: ~Copyable {
    let pointer: UnsafeMutablePointer<AVFrame>

    init() throws(FFmpegError) {
        guard let pointer = unsafe av_frame_alloc() else { throw .outOfMemory("av_frame_alloc") }
        unsafe self.pointer = pointer
    }

    deinit {
        var pointer: UnsafeMutablePointer<AVFrame>? = unsafe self.pointer
        unsafe av_frame_free(&pointer)
    }

    /// Presentation time in ticks of the stream, guessed by libavcodec where the file is vague.
    var ticks: Int64? {
        let ticks = unsafe pointer.pointee.best_effort_timestamp
        return ticks == vignette_nopts() ? nil : ticks
    }

    /// Ticks of the stream; 0 when unknown.
    var duration: Int64 { max(0, unsafe pointer.pointee.pkt_duration) }

    var isKeyframe: Bool { unsafe pointer.pointee.key_frame != 0 }

    /// The coding type; `nil` when the decoder does not tell.
    var kind: FrameReport.Kind? {
        switch unsafe pointer.pointee.pict_type {
        case AV_PICTURE_TYPE_NONE: nil
        case AV_PICTURE_TYPE_I: .intra
        case AV_PICTURE_TYPE_P: .predicted
        case AV_PICTURE_TYPE_B: .bidirectional
        default: .other
        }
    }

    /// Whether it is built on no other frame.
    var isIntra: Bool { isKeyframe || kind == .intra }

    /// Whether the decoder knows that it was built on missing frames.
    var isCorrupt: Bool { unsafe pointer.pointee.flags & AV_FRAME_FLAG_CORRUPT != 0 }

    /// Whether the decoder knows that parts of it are missing and were made up.
    var isDamaged: Bool { unsafe isCorrupt || pointer.pointee.decode_error_flags != 0 }

    /// Coded size in pixels, after cropping.
    var width: Int { Int(unsafe pointer.pointee.width) }
    var height: Int { Int(unsafe pointer.pointee.height) }

    /// The number of its `AVPixelFormat`.
    var format: CInt { unsafe pointer.pointee.format }

    /// The frame's own sample aspect ratio; 0:1 when it has none.
    var sampleAspectRatio: AVRational { unsafe pointer.pointee.sample_aspect_ratio }

    /// Lets go of the picture.
    func clear() {
        unsafe av_frame_unref(pointer)
    }

    /// Takes the picture of `other`, which is empty afterwards.
    func take(from other: borrowing Frame) {
        clear()
        unsafe av_frame_move_ref(pointer, other.pointer)
    }
}
