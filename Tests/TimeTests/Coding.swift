// SPDX-License-Identifier: Apache-2.0

/// A codec, and how often it writes a keyframe.
enum Coding: String, CaseIterable, Sendable {
    /// Closed groups, frames reordered.
    case h264
    /// Frames before a keyframe are built on it.
    case h264OpenGroups
    case h264OneKeyframe
    case h264LongGroups
    case hevc
    case hevcOpenGroups
    /// With frames that are never shown.
    case vp8
    case vp9
    case av1
    case mpeg2
    case mpeg4
    case mpeg4Reordered
    case proRes
    case motionJPEG
    case theora

    /// Frames from one keyframe to the next; `nil` where the encoder decides.
    var group: Int? {
        switch self {
        case .h264, .h264OpenGroups, .hevc, .hevcOpenGroups, .vp8, .vp9, .av1, .mpeg4: 25
        case .h264OneKeyframe: 100_000
        case .h264LongGroups: 600
        case .mpeg2: 15
        case .mpeg4Reordered: 24
        case .proRes, .motionJPEG: 1
        case .theora: nil
        }
    }

    var pixels: String {
        switch self {
        case .proRes: "yuv422p10le"
        case .motionJPEG: "yuvj420p"
        default: "yuv420p"
        }
    }

    /// Arguments of ffmpeg; no encoder puts a keyframe where the picture changes.
    var options: [String] {
        let group = group ?? 25
        let keys = "keyint=\(group):min-keyint=\(group):scenecut=0"
        let x264 = ["-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-x264-params"]
        let vpx = [
            "-g", "\(group)", "-keyint_min", "\(group)", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M",
        ]
        let mpeg = ["-g", "\(group)", "-sc_threshold", "1000000000", "-q:v", "2"]
        switch self {
        case .h264, .h264OneKeyframe, .h264LongGroups: return x264 + [keys]
        case .h264OpenGroups: return x264 + [keys + ":open-gop=1"]
        case .hevc: return ["-c:v", "libx265", "-x265-params", keys + ":bframes=3:open-gop=0:log-level=none"]
        case .hevcOpenGroups: return ["-c:v", "libx265", "-x265-params", keys + ":bframes=3:open-gop=1:log-level=none"]
        case .vp8: return ["-c:v", "libvpx", "-auto-alt-ref", "1", "-lag-in-frames", "10"] + vpx
        case .vp9: return ["-c:v", "libvpx-vp9"] + vpx
        case .av1:
            let keyframes = ["-g", "\(group)", "-keyint_min", "\(group)"]
            return ["-c:v", "libaom-av1", "-cpu-used", "8", "-usage", "realtime", "-crf", "5", "-b:v", "0"] + keyframes
        case .mpeg2: return ["-c:v", "mpeg2video", "-bf", "2"] + mpeg
        case .mpeg4: return ["-c:v", "mpeg4"] + mpeg
        case .mpeg4Reordered: return ["-c:v", "mpeg4", "-bf", "2"] + mpeg
        case .proRes: return ["-c:v", "prores_ks"]
        case .motionJPEG: return ["-c:v", "mjpeg", "-q:v", "2"]
        case .theora: return ["-c:v", "libtheora", "-g", "25", "-q:v", "10"]
        }
    }
}
