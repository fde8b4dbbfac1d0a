// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import RenderKit

/// An owned `AVPacket`.
@safe
struct Packet: ~Copyable {
    let pointer: UnsafeMutablePointer<AVPacket>

    init() throws(FFmpegError) {
        guard let pointer = unsafe av_packet_alloc() else { throw .outOfMemory("av_packet_alloc") }
        unsafe self.pointer = pointer
    }

    deinit {
        var pointer: UnsafeMutablePointer<AVPacket>? = unsafe self.pointer
        unsafe av_packet_free(&pointer)
    }

    /// Presentation time, or decoding time where that is all there is, in ticks of the stream.
    var ticks: Int64? {
        let nopts = vignette_nopts()
        let pts = unsafe pointer.pointee.pts
        let dts = unsafe pointer.pointee.dts
        return pts != nopts ? pts : dts != nopts ? dts : nil
    }

    var hasPresentationTime: Bool { unsafe pointer.pointee.pts != vignette_nopts() }

    /// Decoding time, or presentation time where that is all there is, in ticks of the stream.
    var decodingTicks: Int64? {
        let dts = unsafe pointer.pointee.dts
        return dts != vignette_nopts() ? dts : ticks
    }

    /// Ticks of the stream; 0 when unknown.
    var duration: Int64 { max(0, unsafe pointer.pointee.duration) }

    var streamIndex: Int { Int(unsafe pointer.pointee.stream_index) }

    var isKeyframe: Bool { unsafe pointer.pointee.flags & AV_PKT_FLAG_KEY != 0 }

    /// Whether its frame is needed for decoding only, and never shown.
    var isHidden: Bool { unsafe pointer.pointee.flags & AV_PKT_FLAG_DISCARD != 0 }

    /// Whether some of its bytes are missing, as far as the demuxer knows.
    var isCorrupt: Bool { unsafe pointer.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 }

    /// Whether its bytes are sealed by common encryption.
    var isEncrypted: Bool {
        unsafe av_packet_get_side_data(pointer, AV_PKT_DATA_ENCRYPTION_INFO, nil) != nil
    }

    /// The byte of the file at which it begins; `nil` when unknown.
    var position: Int64? {
        let position = unsafe pointer.pointee.pos
        return position >= 0 ? position : nil
    }

    /// Adds `ticks` to its times.
    func delay(by ticks: Int64) {
        let nopts = vignette_nopts()
        if unsafe pointer.pointee.pts != nopts { unsafe pointer.pointee.pts &+= ticks }
        if unsafe pointer.pointee.dts != nopts { unsafe pointer.pointee.dts &+= ticks }
    }

    var isEmpty: Bool { unsafe pointer.pointee.size == 0 }

    /// Lets go of the bytes.
    func clear() {
        unsafe av_packet_unref(pointer)
    }

    /// Makes this packet share the bytes of `other`.
    func refer(to other: borrowing Packet) throws(FFmpegError) {
        clear()
        try check(unsafe av_packet_ref(pointer, other.pointer), "av_packet_ref")
    }

    /// Reads the frame of `stream` that lies at `place` in `source`.
    ///
    /// - Returns: Whether all of its bytes are there.
    func read(
        _ place: Range<Int64>,
        of source: borrowing ByteSource,
        _ time: SampleTime,
        isKeyframe: Bool,
        stream: Int
    ) throws(FFmpegError) -> Bool {
        clear()
        guard let size = CInt(exactly: place.count), size > 0 else { return false }
        try check(unsafe av_new_packet(pointer, size), "av_new_packet")
        let buffer = unsafe UnsafeMutableRawBufferPointer(start: pointer.pointee.data, count: Int(size))
        var filled = 0
        while filled < buffer.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = unsafe source.read(into: rest, at: place.lowerBound + Int64(filled))
            guard count > 0 else { return false }
            filled += count
        }
        unsafe pointer.pointee.pts = time.shown
        unsafe pointer.pointee.dts = time.decoded
        unsafe pointer.pointee.duration = time.duration
        unsafe pointer.pointee.stream_index = CInt(stream)
        if isKeyframe { unsafe pointer.pointee.flags |= AV_PKT_FLAG_KEY }
        unsafe pointer.pointee.pos = place.lowerBound
        return true
    }
}
