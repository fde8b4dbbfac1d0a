// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

extension VideoEngine {
    /// The codecs that installations ask after.
    private static let codecs = [
        "h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "libaom-av1", "mpeg2video", "mpeg4", "prores", "mjpeg",
        "theora", "aac", "mp3", "flac", "vorbis", "opus", "png", "bmp", "psd", "targa", "jpeg2000",
    ]

    package static func describe() -> [String] {
        let present = codecs.filter { name in
            unsafe avcodec_find_decoder_by_name(name) != nil
        }
        return [
            unsafe "FFmpeg \(text(av_version_info()))  \(text(avutil_license()))",
            "libavformat \(version(avformat_version()))  libavcodec \(version(avcodec_version()))  "
                + "libswscale \(version(swscale_version()))  libavutil \(version(avutil_version()))",
            "decoders \(present.joined(separator: " "))",
            unsafe "configured \(text(avcodec_configuration()))",
        ]
    }

    /// What decodes, as each picture's report tells it.
    static let version = "video-renderer \(engineVersion), libavcodec \(version(avcodec_version()))"

    /// Counts up whenever the same file would give another picture.
    private static let engineVersion = 2

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        guard let pointer = unsafe pointer else { return "" }
        return unsafe String(cString: pointer)
    }

    /// libav* packs a version into three bytes.
    private static func version(_ number: UInt32) -> String {
        "\(number >> 16).\(number >> 8 & 0xFF).\(number & 0xFF)"
    }
}
