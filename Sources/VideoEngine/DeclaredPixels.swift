// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

extension CodecContext {
    /// The pixels of the picture that `packet` claims to hold, without memory for any of them; 0 when it does not come
    /// as far as that.
    ///
    /// Decoders refuse a picture above their limit with an error that tells nothing, each with another one.
    static func declaredPixels(
        of packet: borrowing Packet,
        codec: UnsafePointer<AVCodec>,
        parameters: UnsafePointer<AVCodecParameters>
    ) throws(FFmpegError) -> Int64 {
        let decoder = unsafe try CodecContext(
            codec: codec,
            parameters: parameters,
            timeBase: AVRational(num: 1, den: 25),
            pixels: .max
        )
        let pixels = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
        defer { unsafe pixels.deallocate() }
        unsafe pixels.initialize(to: 0)
        // The decoder ends with this function, before the memory that it refers to.
        unsafe decoder.pointer.pointee.opaque = UnsafeMutableRawPointer(pixels)
        unsafe decoder.pointer.pointee.get_buffer2 = { context, frame, _ in
            if let context = unsafe context, let frame = unsafe frame {
                let (width, height) = unsafe (Int64(frame.pointee.width), Int64(frame.pointee.height))
                unsafe context.pointee.opaque.assumingMemoryBound(to: Int64.self).pointee = width * height
            }
            return vignette_averror(ENOMEM)
        }
        unsafe avcodec_send_packet(decoder.pointer, packet.pointer)
        return unsafe pixels.pointee
    }
}
