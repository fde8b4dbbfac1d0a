// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import TestSupport

/// Numbered frames, and when each is shown.
struct Footage: Sendable, CustomStringConvertible {
    /// Frames that follow each other at one rate.
    struct Run: Hashable, Sendable {
        var frames: Int
        /// Ticks of the clock that each frame takes.
        var ticks: Int
    }

    var runs: [Run]
    /// Ticks in a second.
    var clock: Fraction
    /// When frame N begins, as ffmpeg spells it, where the runs are too many for that.
    var formula: String?

    /// The smallest side of which every encoder here makes pictures.
    static let side = 64

    /// Twenty-five frames a second.
    static func constant(_ frames: Int, rate: Fraction = Fraction(25)) -> Footage {
        Footage(runs: [Run(frames: frames, ticks: 1)], clock: rate)
    }

    /// One frame in a second up to 120, in turns.
    static let variable = Footage(
        runs: [(3, 120), (40, 1), (15, 5), (20, 4), (2, 120), (1, 60), (30, 1), (9, 12)].map {
            Run(frames: $0, ticks: $1)
        },
        clock: Fraction(120)
    )

    /// A frame each ten seconds.
    static let slow = Footage(runs: [Run(frames: 12, ticks: 10)], clock: Fraction(1))

    var frames: Int { runs.map(\.frames).reduce(0, +) }

    var description: String { "\(frames) frames" }

    /// When its frames are shown, of which each `group`th is a keyframe.
    func timeline(group: Int?) -> Timeline {
        var starts: [Fraction] = []
        var ticks = 0
        for run in runs {
            for _ in 0..<run.frames {
                starts.append(seconds(ticks))
                ticks += run.ticks
            }
        }
        // The muxers give the last frame the shortest duration.
        return Timeline(starts: starts, end: (starts.last ?? .zero) + seconds(1), group: group)
    }

    private func seconds(_ ticks: Int) -> Fraction {
        Fraction(clock.denominator, clock.numerator) * ticks
    }

    /// The arguments of ffmpeg that read its frames, with their times, from a file that `maker` writes.
    func input(_ maker: ClipMaker) throws -> [String] {
        let path = "\(maker.directory)/footage-\(frames)"
        if !FileManager.default.fileExists(atPath: path) {
            let pictures = (0..<frames).map { FrameCode.draw($0, width: Self.side, height: Self.side) }
            try Data(pictures.joined()).write(to: URL(filePath: path))
        }
        let rate = "\(clock.numerator)/\(clock.denominator)"
        return ["-f", "rawvideo", "-pix_fmt", "gray", "-s", "\(Self.side)x\(Self.side)", "-r", rate, "-i", path]
    }

    /// The arguments that give its frames their times, where these are not those of a constant rate.
    var timing: [String] {
        guard runs != [Run(frames: frames, ticks: 1)] else { return [] }
        var first = 0
        let terms = runs.map { run in
            defer { first += run.frames }
            return "clip(N-\(first)\\,0\\,\(run.frames))*\(run.ticks)"
        }
        let base = "\(clock.denominator)/\(clock.numerator)"
        return [
            "-vf", "settb=\(base),setpts=\(formula ?? terms.joined(separator: "+"))", "-fps_mode", "passthrough",
            "-enc_time_base", base,
        ]
    }

    /// Encodes it into a file whose suffix chooses the container.
    ///
    /// - Parameter sound: Arguments of ffmpeg that read and encode sound beside it.
    func encode(
        _ name: String,
        _ coding: Coding,
        _ maker: ClipMaker,
        sound: (input: [String], options: [String]) = ([], []),
        _ options: [String] = []
    ) throws -> String {
        let path = "\(maker.directory)/\(name)"
        let video = timing + ["-pix_fmt", coding.pixels] + coding.options
        try maker.ffmpeg(input(maker) + sound.input + video + sound.options + options + [path])
        return path
    }
}
