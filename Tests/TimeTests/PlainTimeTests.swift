// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Timelines that muxers write as they are.
///
/// What the encoders here cannot make is left out: VP8, VP9 and AV1 outside of Matroska, WebM and MP4; Theora outside of
/// Ogg; ProRes outside of QuickTime; MXF with anything but MPEG-2; field pictures (PAFF).
@Suite("Times of frames")
struct PlainTimeTests {
    static let constant: [TimeCase] =
        [
            (.h264, ["mp4", "mov", "mkv", "ts", "flv", "avi"]), (.h264OpenGroups, ["mp4", "mkv", "ts", "flv"]),
            (.hevc, ["mp4", "mkv", "ts"]), (.hevcOpenGroups, ["mp4", "mov", "mkv", "ts"]), (.vp8, ["webm", "mkv"]),
            (.vp9, ["webm", "mp4"]), (.av1, ["mp4", "mkv", "webm"]), (.mpeg2, ["ts", "mpg", "mxf", "mkv"]),
            (.mpeg4, ["mp4", "avi"]), (.mpeg4Reordered, ["mp4", "avi", "mkv"]), (.proRes, ["mov"]),
            (.motionJPEG, ["mov", "avi", "mkv"]), (.theora, ["ogv"]),
        ].flatMap { (coding: Coding, containers: [String]) in
            containers.map { TimeCase(coding: coding, container: $0) }
        }

    static let fractional = ["mp4", "mkv", "ts", "avi"].map {
        TimeCase(
            coding: .h264,
            container: $0,
            footage: .constant(90, rate: Fraction(30000, 1001)),
            label: "29.97 a second"
        )
    }

    static let variable: [TimeCase] =
        ["mp4", "mov", "mkv", "ts", "flv"].map { TimeCase(coding: .h264, container: $0, footage: .variable) }
        + [
            TimeCase(coding: .hevcOpenGroups, container: "mp4", footage: .variable),
            TimeCase(coding: .vp9, container: "webm", footage: .variable),
            TimeCase(coding: .av1, container: "mkv", footage: .variable),
        ]

    static let slow: [TimeCase] =
        [
            (.h264, "mp4"), (.h264, "mkv"), (.h264, "ts"), (.h264, "flv"), (.vp9, "webm"), (.motionJPEG, "mov"),
            (.mpeg4, "mp4"),
        ].map { (coding: Coding, container: String) in
            TimeCase(coding: coding, container: container, footage: .slow)
        }

    static let groups: [TimeCase] =
        ["mp4", "mkv", "ts"].map { TimeCase(coding: .h264OneKeyframe, container: $0) }
        + ["mp4", "mkv"].map { TimeCase(coding: .h264LongGroups, container: $0, footage: .constant(1250)) }

    static let starts: [TimeCase] = ["mkv", "ts", "flv", "mpg"].map {
        let coding: Coding = $0 == "mpg" ? .mpeg2 : .h264
        return TimeCase(
            coding: coding,
            container: $0,
            options: ["-output_ts_offset", "7.5"],
            label: "from 7.5 seconds on"
        )
    }

    static let layouts: [TimeCase] = [
        "+faststart", "+negative_cts_offsets", "+frag_keyframe", "+frag_keyframe+empty_moov",
        "+frag_keyframe+delay_moov",
        "+frag_keyframe+empty_moov+default_base_moof", "+dash+delay_moov", "+cmaf", "+frag_every_frame+delay_moov",
    ].map { TimeCase(coding: .h264, container: "mp4", options: ["-movflags", $0], label: $0) }

    @Test(
        "are those that were written, to the frame",
        arguments: constant + fractional + variable + slow + groups + starts + layouts
    )
    func times(_ test: TimeCase) throws {
        let maker = try ClipMaker()
        let path = try test.footage.encode("clip.\(test.container)", test.coding, maker, test.options)
        let proof = TimeProof(
            path: path,
            timeline: test.timeline,
            tellsEnd: test.tellsEnd,
            hasKeyframeTimes: test.hasKeyframeTimes
        )
        let mistakes = try proof.mistakes()
        #expect(mistakes.isEmpty)
    }

    @Test("of a single frame are those of that frame", arguments: ["mp4", "mov", "mkv", "ts", "flv", "avi"])
    func one(_ container: String) throws {
        let maker = try ClipMaker()
        let coding: Coding = container == "avi" ? .mpeg4 : .h264
        let test = TimeCase(coding: coding, container: container, footage: .constant(1))
        let path = try test.footage.encode("clip.\(container)", coding, maker)
        let mistakes = try TimeProof(path: path, timeline: test.timeline, hasKeyframeTimes: false).mistakes()
        #expect(mistakes.isEmpty)
    }
}
