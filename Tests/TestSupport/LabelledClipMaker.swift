// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Makes labelled clips, each from a number.
package struct LabelledClipMaker: Sendable {
    /// A codec, a container, and where keyframes are.
    private struct Coding {
        var suffix: String
        var options: [String]
        /// Frames a second that it can have.
        var rates = [12, 15, 24, 25, 30, 50]
    }

    private static let codings = [
        Coding(suffix: "mp4", options: ["libx264", "-preset", "veryfast"]),
        Coding(suffix: "mkv", options: ["libx264", "-preset", "ultrafast", "-g", "600"]),
        // One keyframe, and none at a cut.
        Coding(suffix: "mp4", options: ["libx264", "-preset", "veryfast", "-g", "9999", "-sc_threshold", "0"]),
        Coding(suffix: "mov", options: ["libx264", "-preset", "veryfast", "-g", "30", "-bf", "3", "-flags", "-cgop"]),
        Coding(suffix: "flv", options: ["libx264", "-preset", "ultrafast", "-g", "100"]),
        Coding(
            suffix: "mp4",
            options: ["libx264", "-preset", "ultrafast", "-g", "50", "-movflags", "frag_keyframe+empty_moov"]
        ),
        Coding(
            suffix: "mp4",
            options: ["libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=120"]
        ),
        Coding(
            suffix: "ts",
            options: ["mpeg2video", "-b:v", "2500k", "-g", "15", "-bf", "2"],
            rates: [24, 25, 30, 50]
        ),
        Coding(suffix: "mpg", options: ["mpeg1video", "-b:v", "2500k", "-g", "18"], rates: [24, 25, 30, 50]),
        Coding(suffix: "avi", options: ["mpeg4", "-q:v", "4", "-g", "250"]),
        Coding(suffix: "webm", options: ["libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1500k"]),
        Coding(suffix: "webm", options: ["libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M"]),
        Coding(suffix: "mov", options: ["mjpeg", "-q:v", "5", "-pix_fmt", "yuvj420p"]),
        Coding(suffix: "ogv", options: ["libtheora", "-q:v", "7", "-g", "64"]),
        Coding(suffix: "wmv", options: ["wmv2", "-b:v", "2M"]),
    ]

    /// How many ways of coding there are; numbers that follow one another go through all of them.
    package static var codingCount: Int { codings.count }

    private let maker: ClipMaker
    private let seed: UInt64

    package init(seed: UInt64) throws {
        maker = try ClipMaker()
        self.seed = seed
    }

    /// Makes the clip of `number`: the same for the same seed.
    package func clip(_ number: Int) throws -> LabelledClip {
        let coding = Self.codings[number % Self.codings.count]
        // Generators of one seed whose streams differ by one are one number apart: these are not.
        var seeds = SeededGenerator(seed: seed, stream: UInt64(number))
        let plan = try LabelledClipPlan(
            generator: SeededGenerator(seed: seeds.next()),
            folder: maker.directory,
            number: number,
            rates: coding.rates
        )
        defer { for file in plan.files { try? FileManager.default.removeItem(atPath: file) } }
        let path = "\(maker.directory)/\(number).\(coding.suffix)"
        try maker.ffmpeg(
            plan.inputs.flatMap(\.self) + ["-filter_complex", plan.graph, "-map", "[out]", "-c:v"] + coding.options
                + [path]
        )
        return LabelledClip(
            path: path,
            segments: plan.segments,
            rate: plan.rate,
            coding: "\(plan.width)x\(plan.height) \(coding.suffix) \(coding.options[0])"
        )
    }

    /// Removes the file of `clip`.
    package func remove(_ clip: LabelledClip) {
        try? FileManager.default.removeItem(atPath: clip.path)
    }
}
