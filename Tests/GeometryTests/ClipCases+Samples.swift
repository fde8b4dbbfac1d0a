// SPDX-License-Identifier: Apache-2.0

/// Clips in every layout of samples that the encoders here can make.
extension ClipCase {
    private static func sampled(_ codec: [String], _ suffix: String, _ width: Int = 96, _ height: Int = 72) -> ClipCase
    {
        let name = "\(codec[1]) \(codec.last ?? "") \(width) x \(height) in \(suffix)"
        return ClipCase(name, MarkedFrame(width, height), suffix, codec)
    }

    /// Colour at all resolutions, 8 to 12 bits.
    static let sampled: [ClipCase] = [
        sampled(Codecs.h264("yuv422p"), "mp4"), sampled(Codecs.h264("yuv444p"), "mkv"),
        sampled(Codecs.h264("yuv420p10le"), "ts"), sampled(Codecs.h264("yuv422p10le"), "mov"),
        sampled(Codecs.hevc("yuv422p"), "mp4"), sampled(Codecs.hevc("yuv444p"), "mkv"),
        sampled(Codecs.hevc("yuv420p10le"), "mp4"), sampled(Codecs.hevc("yuv420p12le"), "ts"),
        sampled(Codecs.vp9("yuv422p"), "webm"), sampled(Codecs.vp9("yuv444p"), "mp4"),
        sampled(Codecs.vp9("yuv440p"), "webm"), sampled(Codecs.vp9("yuv420p10le"), "webm"),
        sampled(Codecs.vp9("yuv444p12le"), "mkv"), sampled(Codecs.av1, "mp4"),
        sampled(Codecs.av1("yuv420p10le"), "webm"), sampled(Codecs.vp8, "webm"),
        sampled(["-c:v", "mpeg2video", "-q:v", "2", "-pix_fmt", "yuv422p"], "mxf"),
        sampled(["-c:v", "prores_ks", "-q:v", "2", "-pix_fmt", "yuv444p10le"], "mov"),
        sampled(["-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj422p"], "mov"),
        sampled(["-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj444p"], "avi"),
        sampled(Codecs.raw("uyvy422"), "mov"), sampled(Codecs.raw("yuyv422"), "avi"),
        sampled(Codecs.raw("nv12"), "nut"), sampled(Codecs.raw("rgb24"), "mov"),
        sampled(["-c:v", "png", "-pix_fmt", "rgb48be"], "mov"),
        sampled(["-c:v", "v210", "-pix_fmt", "yuv422p10le"], "mov"),
        sampled(Codecs.ffv1("yuv411p"), "mkv"), sampled(Codecs.ffv1("yuv410p"), "avi"),
        sampled(Codecs.ffv1("bgr0"), "mkv"), sampled(Codecs.ffv1("yuv420p16le"), "mkv"),
    ]

    /// Sides that are not divisible by the grid of the colours.
    static let odd: [ClipCase] = [
        sampled(Codecs.h264Full, "mp4", 97, 65), sampled(Codecs.vp8, "webm", 97, 65),
        sampled(Codecs.vp9, "webm", 97, 65), sampled(Codecs.vp9("yuv422p"), "webm", 97, 64),
        sampled(Codecs.av1, "mkv", 97, 65), sampled(Codecs.mpeg2, "mpg", 97, 65), sampled(Codecs.mpeg4, "avi", 97, 65),
        // The encoder of ProRes forgets the last column of colour where their number is odd.
        sampled(Codecs.mjpeg, "avi", 97, 65), sampled(Codecs.prores, "mov", 96, 65),
        sampled(Codecs.theora, "ogv", 97, 65), sampled(Codecs.ffv1("yuv420p"), "mkv", 97, 65),
        sampled(Codecs.ffv1("yuv420p10le"), "mkv", 97, 65), sampled(Codecs.ffv1("yuv410p"), "avi", 97, 65),
        sampled(["-c:v", "png", "-pix_fmt", "rgb24"], "mov", 97, 65),
    ]

    /// Few samples, which have one colour: nothing else would be recognised.
    static let tiny: [ClipCase] = [(1, 1), (1, 2), (2, 1), (3, 5), (17, 33), (1, 40)].flatMap { width, height in
        let codecs = [
            (["-c:v", "png", "-pix_fmt", "rgb24"], "mov"), (Codecs.ffv1("yuv420p"), "mkv"),
            (Codecs.raw("bgr24"), "avi"),
            (Codecs.ffv1("yuv444p"), "mkv"), (Codecs.vp8, "webm"), (Codecs.vp9, "webm"), (Codecs.h264Full, "mp4"),
            (Codecs.mjpeg, "avi"), (Codecs.mpeg4, "avi"),
        ]
        return codecs.map { sampled($0.0, $0.1, width, height) }
    }
}
