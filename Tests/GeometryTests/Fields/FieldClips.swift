// SPDX-License-Identifier: Apache-2.0

/// Clips of fields.
extension FieldClip {
    /// What says of frames that they consist of fields, with libx264 of such that are coded as one or two by turns (MBAFF):
    /// no encoder here codes fields apart (PAFF).
    private static func mbaff(_ order: Order, _ format: String = "yuv420p") -> [String] {
        let parameters = order == .top ? "tff=1" : "bff=1"
        return [
            "-vf", set(order, format), "-c:v", "libx264", "-preset", "ultrafast", "-qp", "8", "-x264-params",
            parameters,
            "-flags", "+ilme+ildct", "-pix_fmt", format,
        ]
    }

    private static func mpeg(_ codec: String, _ order: Order) -> [String] {
        [
            "-vf", set(order), "-c:v", codec, "-q:v", "2", "-flags", "+ilme+ildct", "-top", order == .top ? "1" : "0",
            "-pix_fmt", "yuv420p",
        ]
    }

    /// Marks the frames, and converts their colours field by field.
    private static func set(_ order: Order, _ format: String = "yuv420p") -> String {
        let fields = order == .top ? "tff" : "bff"
        return "setfield=\(fields),scale=interl=1,format=\(format),setfield=\(fields)"
    }

    /// Frames of which somebody says that they consist of fields.
    static let flagged: [FieldClip] = [
        FieldClip("MBAFF in mp4", 160, 96, .top, "mp4", mbaff(.top), told: "top field"),
        FieldClip("MBAFF in ts", 160, 96, .bottom, "ts", mbaff(.bottom), told: "bottom field"),
        FieldClip("10-bit MBAFF in mkv", 160, 96, .top, "mkv", mbaff(.top, "yuv420p10le"), told: "top field"),
        FieldClip("4:2:2 MBAFF in mov", 160, 96, .bottom, "mov", mbaff(.bottom, "yuv422p10le"), told: "bottom field"),
        FieldClip("MPEG-2 in mpg", 160, 96, .top, "mpg", mpeg("mpeg2video", .top), told: "top field"),
        FieldClip("MPEG-2 in ts", 160, 96, .bottom, "ts", mpeg("mpeg2video", .bottom), told: "bottom field"),
        FieldClip("MPEG-2 in mxf", 160, 96, .top, "mxf", mpeg("mpeg2video", .top), told: "top field"),
        FieldClip("MPEG-4 in avi", 160, 96, .top, "avi", mpeg("mpeg4", .top), told: "top field"),
        FieldClip(
            "ProRes in mov",
            160,
            96,
            .top,
            "mov",
            ["-vf", set(.top, "yuv422p10le"), "-c:v", "prores_ks", "-flags", "+ildct", "-q:v", "2"],
            told: "top field"
        ),
        FieldClip(
            "DV in dv",
            720,
            576,
            .bottom,
            "dv",
            ["-vf", set(.bottom) + ",setsar=16/15", "-c:v", "dvvideo", "-pix_fmt", "yuv420p"],
            told: "bottom field"
        ),
    ]

    /// Frames of which nobody says so.
    static let unflagged: [FieldClip] = [
        FieldClip(
            "FFV1 of 576 lines",
            720,
            576,
            .top,
            "mkv",
            plain(Codecs.ffv1("yuv420p")),
            told: "top field (guessed)"
        ),
        FieldClip(
            "raw UYVY of 480 lines",
            720,
            480,
            .top,
            "mov",
            plain(Codecs.raw("uyvy422")),
            told: "top field (guessed)"
        ),
        FieldClip(
            "raw NV12 of 576 lines",
            720,
            576,
            .top,
            "nut",
            plain(Codecs.raw("nv12")),
            told: "top field (guessed)"
        ),
        FieldClip("H.264 of 1080 lines", 480, 1080, .top, "mp4", plain(Codecs.h264), told: "top field (guessed)"),
    ]

    private static func plain(_ codec: [String]) -> [String] {
        ["-vf", "setfield=tff,scale=interl=1,format=\(codec.last ?? ""),setfield=prog"] + codec
    }

    /// Frames of film, of which the second and the third of five are made of two: what every fifth field repeats.
    static let pulledDown: FieldClip = FieldClip(
        "3:2 pulldown, MPEG-2 in ts",
        160,
        96,
        .top,
        "ts",
        mpeg("mpeg2video", .top)
    ).with {
        $0.instants = [(0, 0), (0, 3), (3, 6), (6, 6), (9, 9)]
    }
}
