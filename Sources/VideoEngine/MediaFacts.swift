// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import PixelImage

extension MediaFile {
    /// What the file is, with the extent of the video track in milliseconds, if it has one.
    func info(extent: Int64?) -> MediaInfo {
        MediaInfo(
            container: format.demuxerName,
            duration: extent ?? fileDuration,
            bitRate: bitRate(extent: extent),
            video: video.map { videoFacts($0) },
            audio: audioFacts
        )
    }

    private func videoFacts(_ index: Int) -> MediaInfo.Video {
        let shape = shape(of: index)
        let rate = format.frameRate(of: index)
        return MediaInfo.Video(
            codec: codecName(index),
            width: shape.display.width,
            height: shape.display.height,
            frameRate: Double(rate.num) / Double(rate.den),
            rotation: shape.orientation?.clockwiseDegrees ?? 0
        )
    }

    private var audioFacts: MediaInfo.Audio? {
        let index = (0..<format.streamCount).first { format.kind(of: $0) == AVMEDIA_TYPE_AUDIO }
        guard let index else { return nil }
        let channels = unsafe format.parameters(index).pointee.ch_layout.nb_channels
        return MediaInfo.Audio(codec: codecName(index), channels: Int(max(0, channels)))
    }

    private func codecName(_ index: Int) -> String {
        unsafe String(cString: avcodec_get_name(format.parameters(index).pointee.codec_id))
    }

    /// Milliseconds.
    private var fileDuration: Int64 {
        let duration = unsafe format.pointer.pointee.duration
        return duration == vignette_nopts() ? 0 : max(0, duration / 1000)
    }

    /// Bits a second.
    private func bitRate(extent: Int64?) -> Int64 {
        // Bits over all of the file tell more than a header whose duration proved wrong.
        if let extent, extent > 0, abs(fileDuration - extent) > 1000 { return bitRate(over: extent, scale: 1000) }
        let (claimed, duration) = unsafe (format.pointer.pointee.bit_rate, format.pointer.pointee.duration)
        // libavformat reckons it only where it looks for more than headers tell.
        return claimed > 0 || duration <= 0 ? max(0, claimed) : bitRate(over: duration, scale: Int64(AV_TIME_BASE))
    }

    /// - Parameters:
    ///   - duration: More than 0.
    ///   - scale: How many of it are a second.
    private func bitRate(over duration: Int64, scale: Int64) -> Int64 {
        Int64(clamping: Int128(size) * 8 * Int128(scale) / Int128(duration))
    }
}
