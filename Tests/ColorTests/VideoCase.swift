// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import TestSupport

/// A chart in a video: how it is coded, and what its tags say.
struct VideoCase: Sendable {
    /// Encoders of ffmpeg, as lossless as they can be.
    enum Codec: String, Sendable {
        case h264 = "H.264"
        case h264RGB = "H.264 RGB"
        case hevc = "HEVC"
        case vp8 = "VP8"
        case vp9 = "VP9"
        case av1 = "AV1"
        case mpeg2 = "MPEG-2"
        case mpeg4 = "MPEG-4"
        case mjpeg = "MJPEG"
        case prores = "ProRes"
        case ffv1 = "FFV1"
        case raw = "raw"
        case v210 = "v210"

        var options: [String] {
            switch self {
            case .h264: ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "0"]
            case .h264RGB: ["-c:v", "libx264rgb", "-preset", "ultrafast", "-qp", "0"]
            case .hevc: ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=0:lossless=1"]
            case .vp8: ["-c:v", "libvpx", "-qmin", "0", "-qmax", "1", "-b:v", "20M"]
            case .vp9: ["-c:v", "libvpx-vp9", "-lossless", "1", "-cpu-used", "8"]
            case .av1: ["-c:v", "libaom-av1", "-crf", "1", "-cpu-used", "8"]
            case .mpeg2: ["-c:v", "mpeg2video", "-q:v", "1", "-qmin", "1"]
            case .mpeg4: ["-c:v", "mpeg4", "-q:v", "1", "-qmin", "1"]
            case .mjpeg: ["-c:v", "mjpeg", "-q:v", "1", "-qmin", "1"]
            case .prores: ["-c:v", "prores_ks", "-q:v", "1"]
            case .ffv1: ["-c:v", "ffv1"]
            case .raw: ["-c:v", "rawvideo"]
            case .v210: ["-c:v", "v210"]
            }
        }
    }

    var codec: Codec
    /// Chooses the container.
    var suffix: String
    var coding: ChartCoding
    var tags: ColorTags
    /// What is behind the codec's own options.
    var options: [String] = []
    /// Options of a second run, which copies the stream into the container.
    var copying: [String] = []
    var transfer = Patches.Transfer.curve(.sRGB)
    var patches = Patches.ordinary
    /// What ffmpeg is told of the raw frame's format, where that is not what ``ChartCoding/pixelFormat`` says.
    var pixelFormat: String?
    /// What distinguishes it, where the above does not tell.
    var remark: String?

    init(_ codec: Codec, _ suffix: String, _ coding: ChartCoding, _ tags: ColorTags = .none) {
        self.codec = codec
        self.suffix = suffix
        self.coding = coding
        self.tags = tags
    }

    /// The same with something changed.
    func with(_ change: (inout VideoCase) -> Void) -> VideoCase {
        var other = self
        change(&other)
        return other
    }

    /// The row of the table.
    var name: String {
        let parts = ["\(codec.rawValue) in \(suffix)", coding.name, tags.name, remark]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    /// Makes the clip: five frames of the chart.
    func make(in maker: ClipMaker) throws -> String {
        let raw = try maker.file("chart.raw", coding.frame(patches.signals(transfer)))
        let path = "\(maker.directory)/chart.\(suffix)"
        let first = copying.isEmpty ? path : "\(maker.directory)/first.\(suffix)"
        let size = "\(coding.width)x\(coding.height)"
        var arguments = ["-stream_loop", "4", "-f", "rawvideo", "-pix_fmt", pixelFormat ?? coding.pixelFormat]
        arguments += ["-s", size, "-r", "25", "-i", raw]
        if !tags.options.isEmpty { arguments += ["-vf", tags.filter] }
        try maker.ffmpeg(arguments + codec.options + options + tags.options + [first])
        if !copying.isEmpty { try maker.ffmpeg(["-i", first, "-c", "copy"] + copying + [path]) }
        return path
    }
}
