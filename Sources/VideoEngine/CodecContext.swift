// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

/// An owned `AVCodecContext`, opened for decoding.
@safe
struct CodecContext: ~Copyable {
    /// How a call of the decoder ended.
    enum Outcome {
        case done
        /// It wants its output to be fetched, or more input.
        case again
        case end
    }

    let pointer: UnsafeMutablePointer<AVCodecContext>

    /// Opens `codec` for a track of `parameters`, whose frames may have as many as `pixels` pixels.
    ///
    /// - Parameters:
    ///   - threads: Those that decode, each a frame of its own; with 1, the calling one does.
    ///   - options: The codec's own.
    init(
        codec: UnsafePointer<AVCodec>,
        parameters: UnsafePointer<AVCodecParameters>,
        timeBase: AVRational,
        pixels: Int64,
        threads: Int = 1,
        options: borrowing Options = Options([:])
    ) throws(FFmpegError) {
        var allocated = unsafe avcodec_alloc_context3(codec)
        guard let context = unsafe allocated else { throw .outOfMemory("avcodec_alloc_context3") }
        var status = unsafe avcodec_parameters_to_context(context, parameters)
        if status >= 0 {
            unsafe context.pointee.thread_count = CInt(clamping: threads)
            unsafe context.pointee.thread_type = FF_THREAD_FRAME
            unsafe context.pointee.pkt_timebase = timeBase
            unsafe context.pointee.max_pixels = pixels
            // Else it cuts less off the left side than the stream says, where the rest is easier to compute with.
            unsafe context.pointee.flags |= AV_CODEC_FLAG_UNALIGNED
            status = unsafe avcodec_open2(context, codec, options.pointer)
        }
        guard status >= 0 else {
            unsafe avcodec_free_context(&allocated)
            throw FFmpegError(code: status, function: "avcodec_open2")
        }
        unsafe pointer = context
    }

    deinit {
        var pointer: UnsafeMutablePointer<AVCodecContext>? = unsafe self.pointer
        unsafe avcodec_free_context(&pointer)
    }

    /// Pixels of a frame as the stream declares them; 0 when unknown.
    var codedPixels: Int64 {
        let (width, height) = unsafe (pointer.pointee.coded_width, pointer.pointee.coded_height)
        return Int64(max(0, width)) * Int64(max(0, height))
    }

    /// Frames that the decoder holds back to put them into the order in which they are shown.
    var delay: Int64 { Int64(max(0, unsafe pointer.pointee.has_b_frames)) }

    /// Hands over `packet`.
    func send(_ packet: borrowing Packet) throws(FFmpegError) -> Outcome {
        try outcome(unsafe avcodec_send_packet(pointer, packet.pointer), "avcodec_send_packet")
    }

    /// Says that no packet follows, so that every frame comes out.
    func drain() throws(FFmpegError) {
        _ = try outcome(unsafe avcodec_send_packet(pointer, nil), "avcodec_send_packet")
    }

    /// Fetches the next decoded frame.
    func receive(into frame: borrowing Frame) throws(FFmpegError) -> Outcome {
        try outcome(unsafe avcodec_receive_frame(pointer, frame.pointer), "avcodec_receive_frame")
    }

    /// Forgets all that was sent, for a new position.
    func flush() {
        unsafe avcodec_flush_buffers(pointer)
    }

    /// Whether it knows which frames nothing is built on.
    var marksDisposableFrames: Bool { unsafe pointer.pointee.codec_id == AV_CODEC_ID_H264 }

    /// Leaves out frames that no other frame is built on.
    func skipDisposableFrames(_ skips: Bool) {
        unsafe pointer.pointee.skip_frame = skips ? AVDISCARD_NONREF : AVDISCARD_DEFAULT
    }

    /// Leaves out the filter that smooths the edges of blocks, where `skips`.
    func skipDeblocking(_ skips: Bool) {
        unsafe pointer.pointee.skip_loop_filter = skips ? AVDISCARD_ALL : AVDISCARD_DEFAULT
    }

    private func outcome(_ status: CInt, _ function: String) throws(FFmpegError) -> Outcome {
        switch status {
        case vignette_averror(EAGAIN): return .again
        case vignette_averror_eof(): return .end
        default:
            try check(status, function)
            return .done
        }
    }
}
