// SPDX-License-Identifier: Apache-2.0

/// Options of ffmpeg's encoders, for pictures that lose little.
enum Codecs {
    static let h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", "-pix_fmt", "yuv420p"]
    static let h264Full = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", "-pix_fmt", "yuv444p"]
    static let hevc = hevc("yuv420p")
    static let vp8 = ["-c:v", "libvpx", "-qmin", "0", "-qmax", "4", "-b:v", "20M", "-pix_fmt", "yuv420p"]
    static let vp9 = vp9("yuv420p")
    static let av1 = av1("yuv420p")
    static let mpeg2 = ["-c:v", "mpeg2video", "-q:v", "2", "-pix_fmt", "yuv420p"]
    static let mpeg4 = ["-c:v", "mpeg4", "-q:v", "2", "-pix_fmt", "yuv420p"]
    static let mjpeg = ["-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj420p"]
    static let prores = ["-c:v", "prores_ks", "-q:v", "2", "-pix_fmt", "yuv422p10le"]
    static let theora = ["-c:v", "libtheora", "-q:v", "10", "-pix_fmt", "yuv420p"]

    static func h264(_ format: String) -> [String] { h264.dropLast() + [format] }

    static func hevc(_ format: String) -> [String] {
        ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=0:qp=4", "-pix_fmt", format]
    }

    static func vp9(_ format: String) -> [String] {
        ["-c:v", "libvpx-vp9", "-lossless", "1", "-cpu-used", "8", "-pix_fmt", format]
    }

    static func av1(_ format: String) -> [String] {
        ["-c:v", "libaom-av1", "-crf", "4", "-cpu-used", "8", "-usage", "realtime", "-pix_fmt", format]
    }

    static func ffv1(_ format: String) -> [String] { ["-c:v", "ffv1", "-pix_fmt", format] }

    static func raw(_ format: String) -> [String] { ["-c:v", "rawvideo", "-pix_fmt", format] }
}
