// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import RenderProtocol

/// What an open file says of itself.
extension FormatContext {
    /// The demuxer's name, its first alternative.
    var demuxerName: String {
        guard let input = unsafe pointer.pointee.iformat, let name = unsafe input.pointee.name else { return "" }
        return InputFormats.shortName(unsafe String(cString: name))
    }

    var streamCount: Int { Int(unsafe pointer.pointee.nb_streams) }

    @unsafe
    func stream(_ index: Int) -> UnsafeMutablePointer<AVStream> {
        precondition(index >= 0 && index < streamCount, "no such stream")
        guard let streams = unsafe pointer.pointee.streams, let stream = unsafe streams[index] else {
            preconditionFailure("libavformat lists a stream that is not there")
        }
        return unsafe stream
    }

    @unsafe
    func parameters(_ index: Int) -> UnsafeMutablePointer<AVCodecParameters> {
        guard let parameters = unsafe stream(index).pointee.codecpar else {
            preconditionFailure("libavformat gives a stream without parameters")
        }
        return unsafe parameters
    }

    func kind(of index: Int) -> AVMediaType { unsafe parameters(index).pointee.codec_type }

    /// Holds what the headers claim against `limits`, before anything is allocated for it.
    func hold(_ limits: RenderLimits) throws(FFmpegError) {
        guard streamCount <= limits.streams else { throw .exceeding(.streams) }
        for index in 0..<streamCount where kind(of: index) == AVMEDIA_TYPE_VIDEO {
            let (width, height) = unsafe (parameters(index).pointee.width, parameters(index).pointee.height)
            guard Int64(max(0, width)) * Int64(max(0, height)) <= limits.pixels else { throw .exceeding(.pixels) }
        }
    }

    /// The video track that players choose; attached pictures are none.
    func bestVideo() -> Int? {
        let best = Int(unsafe av_find_best_stream(pointer, AVMEDIA_TYPE_VIDEO, -1, -1, nil, 0))
        if best >= 0, !isAttachedPicture(best) { return best }
        return (0..<streamCount).first { kind(of: $0) == AVMEDIA_TYPE_VIDEO && !isAttachedPicture($0) }
    }

    func isAttachedPicture(_ index: Int) -> Bool {
        unsafe stream(index).pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0
    }

    /// Average frames a second; 0:1 when unknown.
    func frameRate(of index: Int) -> AVRational {
        let rates = unsafe [stream(index).pointee.avg_frame_rate, stream(index).pointee.r_frame_rate]
        // Above 1000, it is the clock of the container and not a rate of frames.
        return rates.first { $0.num > 0 && $0.den > 0 && $0.num / $0.den < 1000 } ?? AVRational(num: 0, den: 1)
    }

    /// Seconds in a tick of the video track.
    ///
    /// Counted frames take as long as their rate says, or 1/25 second.
    func timeBase(of video: Int?, isTimed: Bool) -> AVRational {
        guard let video else { return vignette_time_base() }
        let rate = frameRate(of: video)
        let base = unsafe isTimed ? stream(video).pointee.time_base : AVRational(num: rate.den, den: rate.num)
        return base.num > 0 && base.den > 0 ? base : AVRational(num: 1, den: 25)
    }

    /// The tick of the video track at which the file starts.
    ///
    /// A start below zero belongs to sound that is decoded and thrown away (Opus, AAC): players start at zero then,
    /// unless the video starts below zero too.
    func startTicks(of video: Int?, _ timeBase: AVRational) -> Int64 {
        let nopts = vignette_nopts()
        let start = unsafe pointer.pointee.start_time
        let own = video.map { unsafe stream($0).pointee.start_time } ?? nopts
        guard start != nopts else { return own == nopts ? 0 : own }
        // The container's start is rounded to microseconds: prefer the track's own, where that is what it was made from.
        if own != nopts, av_rescale_q(own, timeBase, vignette_time_base()) == start { return own }
        if start < 0, own == nopts || own >= 0 { return 0 }
        return av_rescale_q(start, vignette_time_base(), timeBase)
    }

    func setDiscard(_ discard: AVDiscard, of index: Int) {
        unsafe stream(index).pointee.discard = discard
    }

    /// Reads the next packet of any stream; false at the end or where reading fails.
    func read(into packet: borrowing Packet) -> Bool {
        packet.clear()
        return unsafe av_read_frame(pointer, packet.pointer) >= 0
    }

    /// Moves to a keyframe of `stream` at or before `ticks`.
    func seek(stream: Int, to ticks: Int64) -> Bool {
        unsafe avformat_seek_file(pointer, CInt(stream), .min, ticks, ticks, 0) >= 0
    }

    /// Moves to the frame of `stream` at or before `ticks`, keyframe or not.
    func seekAny(stream: Int, to ticks: Int64) -> Bool {
        unsafe av_seek_frame(pointer, CInt(stream), ticks, AVSEEK_FLAG_BACKWARD | AVSEEK_FLAG_ANY) >= 0
    }

    /// The display matrix of `index`; empty when it has none.
    func displayMatrix(of index: Int) -> [Int32] {
        var size = 0
        let data = unsafe av_stream_get_side_data(stream(index), AV_PKT_DATA_DISPLAYMATRIX, &size)
        guard let data = unsafe data, size >= 36 else { return [] }
        let bytes = unsafe UnsafeRawBufferPointer(start: data, count: 36)
        return (0..<9).map { unsafe bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Int32.self) }
    }

    /// Whether the pictures of `index` consist of two fields.
    func isInterlaced(_ index: Int) -> Bool {
        let order = unsafe parameters(index).pointee.field_order
        return order != AV_FIELD_UNKNOWN && order != AV_FIELD_PROGRESSIVE
    }

    /// Whether `index` is declared to be sealed by common encryption.
    func isEncrypted(_ index: Int) -> Bool {
        let tag = unsafe parameters(index).pointee.codec_tag
        // 'encv', least significant byte first.
        if tag == 0x7663_6E65 { return true }
        return unsafe av_stream_get_side_data(stream(index), AV_PKT_DATA_ENCRYPTION_INIT_INFO, nil) != nil
    }
}
