// SPDX-License-Identifier: Apache-2.0

/// Clips of which not all is meant to be seen.
extension ClipCase {
    private static let cutFrame = MarkedFrame(144, 96).with {
        $0.margins = .init(left: 28, top: 16, right: 20, bottom: 8)
    }

    /// A clean aperture, with the horizontal and the vertical offset of its centre.
    private static func cut(_ name: String, _ frame: MarkedFrame, _ numbers: [Int32], _ suffix: String = "mp4")
        -> ClipCase
    {
        ClipCase("\(name) in \(suffix)", frame, suffix, suffix == "mov" ? Codecs.prores : Codecs.h264).with {
            $0.patch = { try PatchedMP4.describe(by: "clap", numbers, in: &$0) }
        }
    }

    /// By a clean aperture; ffmpeg writes none.
    static let byAperture: [ClipCase] = [
        cut("an aperture", cutFrame, [144, 1, 96, 1, 4, 1, 4, 1]),
        cut("an aperture", cutFrame, [144, 1, 96, 1, 4, 1, 4, 1], "mov"),
        cut("an aperture in thirds", cutFrame, [432, 3, 288, 3, 8, 2, 12, 3]),
        cut(
            "an aperture below the coded rows",
            MarkedFrame(192, 120).with { $0.margins.bottom = 8 },
            [192, 1, 120, 1, 0, 1, -4, 1]
        ),
        // 0.5 samples off the middle: an odd number of columns.
        cut(
            "an aperture between pairs of columns",
            MarkedFrame(144, 96).with { $0.margins = .init(left: 25, top: 13, right: 23, bottom: 11) },
            [144, 1, 96, 1, 1, 1, 1, 1]
        ).with { $0.border = 4 },
        // The track is as wide as the aperture, and nothing else tells the shape of a sample.
        cut("an aperture of the size of the track", cutFrame, [144, 1, 96, 1, 4, 1, 4, 1]).with {
            $0.options += ["-vf", "setsar=1"]
            $0.patch = {
                try PatchedMP4.hide("pasp", in: &$0)
                try PatchedMP4.setSize(144, 96, in: &$0)
                try PatchedMP4.describe(by: "clap", [144, 1, 96, 1, 4, 1, 4, 1], in: &$0)
            }
        },
    ]

    /// By an aperture that makes no sense: all of the picture is shown.
    static let bySenselessAperture: [ClipCase] = [
        cut("an aperture of a ratio to zero", MarkedFrame(192, 120), [144, 0, 96, 1, 0, 1, 0, 1]),
        cut("an aperture wider than the picture", MarkedFrame(192, 120), [194, 1, 96, 1, 0, 1, 0, 1]),
        cut("an aperture beyond the edge", MarkedFrame(192, 120), [144, 1, 96, 1, 25, 1, 0, 1]),
        cut("an aperture below zero", MarkedFrame(192, 120), [-144, 1, 96, 1, 0, 1, 0, 1]),
        cut("an empty aperture", MarkedFrame(192, 120), [0, 1, 96, 1, 0, 1, 0, 1]),
        cut("an aperture that is cut off", MarkedFrame(192, 120), [144, 1, 96, 1, 0, 1]),
    ]

    /// By the crop of Matroska, which ffmpeg does not write.
    static let byCrop: [ClipCase] = [
        cropped("a crop in mkv", cutFrame, "mkv", Codecs.h264),
        cropped("a crop in webm", cutFrame, "webm", Codecs.vp9),
    ]

    private static func cropped(_ name: String, _ frame: MarkedFrame, _ suffix: String, _ codec: [String]) -> ClipCase {
        let elements = PatchedMatroska.crop(frame.margins)
        return ClipCase(name, frame, suffix, codec + PatchedMatroska.title(for: elements)).with {
            $0.patch = { try PatchedMatroska.describe(by: elements, in: &$0) }
        }
    }

    /// By the stream itself.
    static let byStream: [ClipCase] = {
        let frame = MarkedFrame(168, 120).with { $0.margins = .init(left: 8, top: 4, right: 16, bottom: 4) }
        let crop = "crop_left=8:crop_right=16:crop_top=4:crop_bottom=4"
        return [
            ClipCase("a crop by H.264 in mp4", frame, "mp4", Codecs.h264 + ["-bsf:v", "h264_metadata=" + crop]),
            ClipCase("a crop by H.264 in ts", frame, "ts", Codecs.h264 + ["-bsf:v", "h264_metadata=" + crop]),
            ClipCase("a crop by HEVC in mkv", frame, "mkv", Codecs.hevc + ["-bsf:v", "hevc_metadata=" + crop]),
            ClipCase("a crop by HEVC in ts", frame, "ts", Codecs.hevc + ["-bsf:v", "hevc_metadata=" + crop]),
        ].map { $0.with { $0.isToldByFrames = true } }
    }()
}
