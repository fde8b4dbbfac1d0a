// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import RenderProtocol

/// Getting by with what the headers of QuickTime, MP4 and Matroska files say, instead of decoding frames to find out.
extension FormatContext {
    /// Packets among which every track is expected to begin.
    private static let packetsToStart = 100

    /// Whether its headers have all that is needed of the streams, but for when they begin.
    var tellsStreams: Bool {
        (demuxerName == "mov" || demuxerName == "matroska" && streamsTellOrder) && headersAreComplete
    }

    /// Reads until each track of picture or sound has begun, and notes the earliest beginning as that of the file.
    ///
    /// - Returns: Whether that makes the streams known. The reading position is behind the start afterwards.
    mutating func learnStarts() throws(FFmpegError) -> Bool {
        isKnownByHeaders = try findStarts()
        if isKnownByHeaders { adoptOrder() }
        return isKnownByHeaders
    }

    /// Opens the header that `index` was read from, and tells of its tracks what their tables do.
    ///
    /// No packet can be read from it.
    ///
    /// - Returns: `nil` where the header alone does not tell all about the streams, or not the same as the whole file would.
    static func ofHeader(_ index: MovieIndex, within limits: RenderLimits) -> FormatContext? {
        do throws(FFmpegError) {
            let input = try IOContext(reading: index.skeleton.bytes)
            var format = try FormatContext(reading: input, as: InputFormats.allowed, within: limits)
            format.learnStreams(index)
            return format.isKnownByHeaders ? consume format : nil
        } catch {
            return nil
        }
    }

    private mutating func learnStreams(_ index: MovieIndex) {
        guard demuxerName == "mov" else { return }
        var isVideoKnown = false
        var start = Int64.max
        for position in 0..<streamCount where isTimed(position) {
            let stream = unsafe stream(position)
            guard let ticks = unsafe index.starts[Int(stream.pointee.id)] else { return }
            unsafe stream.pointee.start_time = ticks
            start = min(start, av_rescale_q(ticks, unsafe stream.pointee.time_base, vignette_time_base()))
            guard kind(of: position) == AVMEDIA_TYPE_VIDEO else { continue }
            guard unsafe Int(stream.pointee.id) == index.track, decodesKeyframesAlone(position) else { return }
            isVideoKnown = true
            unsafe stream.pointee.avg_frame_rate = index.frameRate(stream.pointee.time_base)
        }
        unsafe pointer.pointee.start_time = start
        isKnownByHeaders = isVideoKnown && headersAreComplete
    }

    /// Whether a keyframe of `position` is one packet as it lies in the file, and needs nothing beside it.
    private func decodesKeyframesAlone(_ position: Int) -> Bool {
        let codecs = [
            AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_AV1, AV_CODEC_ID_VP9, AV_CODEC_ID_PRORES, AV_CODEC_ID_MJPEG,
            AV_CODEC_ID_MPEG4, AV_CODEC_ID_DNXHD,
        ]
        return unsafe codecs.contains(parameters(position).pointee.codec_id) && !isEncrypted(position)
    }

    /// Lets libavformat decode frames to find out what the streams are; of attached pictures, whose headers it does not
    /// read, none above the limit.
    ///
    /// In Matroska the reading position must be at the start.
    func findStreams(_ limits: RenderLimits) throws(FFmpegError) {
        var options = unsafe [OpaquePointer?](repeating: nil, count: streamCount)
        defer {
            for index in unsafe options.indices { unsafe av_dict_free(&options[index]) }
        }
        for index in 0..<streamCount where isAttachedPicture(index) {
            unsafe av_dict_set(&options[index], "max_pixels", String(limits.pixels), 0)
        }
        try check(unsafe avformat_find_stream_info(pointer, &options), "avformat_find_stream_info")
    }

    /// Whether each track of picture or sound has a codec and a size or a sample rate, and pictures a rate.
    private var headersAreComplete: Bool {
        (0..<streamCount).contains { kind(of: $0) == AVMEDIA_TYPE_VIDEO }
            && (0..<streamCount).allSatisfy { index in
                let parameters = unsafe parameters(index).pointee
                guard unsafe parameters.codec_id != AV_CODEC_ID_NONE else { return !isTimed(index) }
                switch unsafe parameters.codec_type {
                case AVMEDIA_TYPE_VIDEO:
                    return unsafe parameters.width > 0 && parameters.height > 0 && frameRate(of: index).num > 0
                case AVMEDIA_TYPE_AUDIO:
                    return unsafe parameters.sample_rate > 0 && parameters.ch_layout.nb_channels > 0
                default: return true
                }
            }
    }

    /// Whether the start of `index` counts for the start of the file.
    private func isTimed(_ index: Int) -> Bool {
        let kind = kind(of: index)
        return (kind == AVMEDIA_TYPE_VIDEO || kind == AVMEDIA_TYPE_AUDIO) && !isAttachedPicture(index)
    }

    /// Notes when each track begins, and with the earliest the file.
    ///
    /// As where libavformat looks itself, text in Matroska that begins less than a second before all else counts.
    private func findStarts() throws(FFmpegError) -> Bool {
        let packet = try Packet()
        let nopts = vignette_nopts()
        var missing = Set((0..<streamCount).filter { isTimed($0) })
        var (start, textStart) = (Int64.max, Int64.max)
        for _ in 0..<Self.packetsToStart {
            guard !missing.isEmpty else { break }
            guard read(into: packet) else { return false }
            let (index, stream) = unsafe (packet.streamIndex, stream(packet.streamIndex))
            // It does not note the beginning of a track before it can reckon decoding times.
            if unsafe stream.pointee.start_time == nopts, packet.hasPresentationTime, let ticks = packet.ticks {
                unsafe stream.pointee.start_time = ticks
            }
            let own = unsafe stream.pointee.start_time
            guard own != nopts else { continue }
            let time = av_rescale_q(own, unsafe stream.pointee.time_base, vignette_time_base())
            if missing.remove(index) != nil { start = min(start, time) }
            if isText(index) { textStart = min(textStart, time) }
        }
        guard missing.isEmpty, start != .max else { return false }
        let isTextFirst = textStart < start && textStart > start &- Int64(AV_TIME_BASE)
        unsafe pointer.pointee.start_time = isTextFirst ? textStart : start
        return true
    }

    /// Whether `index` is a track of text, whose start counts.
    private func isText(_ index: Int) -> Bool {
        let kind = kind(of: index)
        return demuxerName == "matroska" && (kind == AVMEDIA_TYPE_SUBTITLE || kind == AVMEDIA_TYPE_DATA)
    }
}
