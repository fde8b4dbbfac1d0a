// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import TestSupport
import Testing

/// A video beside sound of another length or start.
struct SoundCase: Sendable, CustomTestStringConvertible {
    var container: String
    var codec: String
    /// Seconds of sound; the video has four.
    var seconds: Int
    /// Frames of the video by which it starts later than the sound.
    var late = 0
    /// What the muxer adds to that, because the encoder of the sound needs a start.
    var padding = Fraction.zero

    var testDescription: String { "\(seconds) s of \(codec) in \(container), video \(late) frames later" }

    var timeline: Timeline {
        let timeline = Footage.constant(100).timeline(group: 25).delayed(by: Fraction(Int64(late), 25) + padding)
        return TimeCase(coding: .h264, container: container).clock.map { timeline.rounded(toTicksOf: $0) } ?? timeline
    }
}

@Suite("Times of frames beside sound")
struct SoundTimeTests {
    /// 481 samples come before the start in MPEG layer II: 902 ticks.
    private static let layerII = Fraction(902, 90_000)

    static let cases: [SoundCase] = [2, 7].flatMap { seconds in
        [0, 12].flatMap { late in
            [
                SoundCase(container: "mp4", codec: "aac", seconds: seconds, late: late),
                SoundCase(container: "mov", codec: "pcm_s16le", seconds: seconds, late: late),
                SoundCase(container: "mkv", codec: "flac", seconds: seconds, late: late),
                SoundCase(container: "ts", codec: "mp2", seconds: seconds, late: late, padding: layerII),
            ]
        }
    }

    @Test("do not depend on how long that is", arguments: cases)
    func lengths(_ test: SoundCase) throws {
        let maker = try ClipMaker()
        let sound = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=\(test.seconds)"]
        let delay = ["-vf", "setpts=PTS+\(test.late)", "-fps_mode", "passthrough"]
        let path = try Footage.constant(100).encode(
            "clip.\(test.container)",
            .h264,
            maker,
            sound: (sound, ["-c:a", test.codec]),
            delay
        )
        let mistakes = try TimeProof(path: path, timeline: test.timeline, hasKeyframeTimes: true).mistakes()
        #expect(mistakes.isEmpty)
    }

    @Test("start where a muxer cut off what came before zero")
    func negative() throws {
        let maker = try ClipMaker()
        let options = ["-vf", "setpts=PTS-12", "-fps_mode", "passthrough", "-avoid_negative_ts", "disabled"]
        let path = try Footage.constant(100).encode("clip.mp4", .h264, maker, options)
        let all = Footage.constant(100).timeline(group: 25)
        let timeline = all.edited([Cut(duration: Fraction(88, 25), source: Fraction(12, 25))])
        let mistakes = try TimeProof(path: path, timeline: timeline, hasKeyframeTimes: true).mistakes()
        #expect(mistakes.isEmpty)
    }

    @Test("are none where there is no frame", arguments: ["mp4", "mkv", "mov"])
    func none(_ container: String) throws {
        let maker = try ClipMaker()
        let sound = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=2"]
        let full = "\(maker.directory)/full.\(container)"
        try maker.ffmpeg(
            Footage.constant(25).input(maker) + sound + ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", full]
        )
        let path = "\(maker.directory)/none.\(container)"
        try maker.ffmpeg(["-i", full, "-c", "copy", "-frames:v", "0", path])
        let result = RenderedVideo(path, SnapshotSpec(instants: .at([0, 500]), pastEnd: .lastFrame, tolerance: 0))
        #expect(result.pictures.isEmpty)
        #expect(result.failure?.class == .permanent)
    }
}
