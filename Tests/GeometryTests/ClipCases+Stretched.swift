// SPDX-License-Identifier: Apache-2.0

/// Clips whose samples are no squares, and clips of which not all is meant to be seen.
extension ClipCase {
    /// A sample is 4:3.
    private static let wide = MarkedFrame(144, 108, shown: (192, 108))
    /// A sample is 3:4.
    private static let high = MarkedFrame(192, 108, shown: (192, 144))

    private static func ratio(_ ratio: String) -> [String] { ["-vf", "setsar=\(ratio)"] }

    /// By what the container or the stream says, as each of them can.
    static let stretched: [ClipCase] = [
        ClipCase("4:3 by pasp in mp4", wide, "mp4", Codecs.h264 + ratio("4/3")),
        ClipCase("3:4 by pasp in mov", high, "mov", Codecs.prores + ratio("3/4")),
        ClipCase("3:4 by HEVC in mp4", high, "mp4", Codecs.hevc + ratio("3/4")),
        ClipCase("4:3 by the displayed size in mkv", wide, "mkv", Codecs.h264 + ratio("4/3")),
        ClipCase("3:4 by the displayed size in webm", high, "webm", Codecs.vp8 + ratio("3/4")),
        ClipCase("4:3 by H.264 in ts", wide, "ts", Codecs.h264 + ratio("4/3")),
        ClipCase("3:4 by H.264 in flv", high, "flv", Codecs.h264 + ratio("3/4")),
        ClipCase("4:3 by HEVC in ts", wide, "ts", Codecs.hevc + ratio("4/3")),
        ClipCase("4:3 by vprp in avi", wide, "avi", Codecs.raw("bgr24") + ratio("4/3")),
        ClipCase("4:3 by JFIF in avi", wide, "avi", Codecs.mjpeg + ratio("4/3")),
        ClipCase("3:4 by ASF in wmv", high, "wmv", ["-c:v", "wmv2", "-q:v", "2"] + ratio("3/4")),
        ClipCase("16:9 by MPEG-2 in mxf", wide, "mxf", Codecs.mpeg2 + ["-aspect", "16:9"]),
        ClipCase("3:4 by MPEG-4 in avi", high, "avi", Codecs.mpeg4 + ratio("3/4")),
        ClipCase("16:9 by MPEG-2 in mpg", wide, "mpg", Codecs.mpeg2 + ["-aspect", "16:9"]),
        ClipCase("16:9 by MPEG-2 in ts", wide, "ts", Codecs.mpeg2 + ["-aspect", "16:9"]),
        ClipCase("3:4 by Theora in ogv", high, "ogv", Codecs.theora + ratio("3/4")),
        ClipCase("3:4 by MPEG-4 in mp4", high, "mp4", Codecs.mpeg4 + ratio("3/4")),
        ClipCase("4:3 by the stream alone in mp4", wide, "mp4", Codecs.h264 + ratio("4/3")).with {
            $0.isToldByFrames = true
            $0.patch = {
                try PatchedMP4.hide("pasp", in: &$0)
                try PatchedMP4.setSize(144, 108, in: &$0)
            }
        },
        ClipCase("4:3 by the size of the track in mp4", wide, "mp4", Codecs.h264 + ratio("4/3")).with {
            $0.patch = { try PatchedMP4.hide("pasp", in: &$0) }
        },
        // The stream says square: the container, which is written last, is believed.
        ClipCase("4:3 by pasp against H.264 in mp4", wide, "mp4", Codecs.h264 + ["-bsf:v", square] + ratio("4/3")),
        ClipCase(
            "4:3 by the displayed size against H.264 in mkv",
            wide,
            "mkv",
            Codecs.h264 + ["-bsf:v", square] + ratio("4/3")
        ),
    ]

    private static let square = "h264_metadata=sample_aspect_ratio=1/1"

    /// Turned by Matroska, and stretched.
    static let projectedAndStretched: ClipCase = {
        let frame = MarkedFrame(144, 96, shown: (96, 192)).with { $0.orientation = 6 }
        let elements = PatchedMatroska.projection(roll: -90, isMirrored: false)
        let options = Codecs.h264 + ratio("4/3") + PatchedMatroska.title(for: elements)
        return ClipCase("orientation 6, 4:3 in mkv", frame, "mkv", options).with {
            $0.patch = { try PatchedMatroska.describe(by: elements, in: &$0) }
        }
    }()

    /// Turned and stretched, and of some but a part.
    static let turnedAndStretched: [ClipCase] = (2...8).map { orientation in
        let isOnSide = orientation > 4
        let frame = MarkedFrame(144, 96, shown: isOnSide ? (96, 192) : (192, 96)).with {
            $0.orientation = orientation
            if orientation.isMultiple(of: 2) { $0.margins = .init(left: 16, top: 4, right: 32, bottom: 20) }
        }
        let name = "orientation \(orientation), 4:3\(orientation.isMultiple(of: 2) ? ", cut" : "") in mov"
        return ClipCase(name, frame, "mov", Codecs.h264 + ratio("4/3")).with {
            $0.patch = { file in
                try PatchedMP4.setMatrix(matrices[orientation - 1], in: &file)
                guard frame.margins != .init() else { return }
                try PatchedMP4.describe(by: "clap", [144, 1, 96, 1, -8, 1, -8, 1], in: &file)
            }
        }
    }
}
