// SPDX-License-Identifier: Apache-2.0

import Testing

/// Footage in a codec and a container.
struct TimeCase: Sendable, CustomTestStringConvertible {
    var coding: Coding
    /// The suffix.
    var container: String
    var footage = Footage.constant(100)
    /// Arguments of ffmpeg for the container.
    var options: [String] = []
    /// What tells it from the others.
    var label = ""

    var testDescription: String { "\(coding) in \(container), \(footage)\(label.isEmpty ? "" : ", \(label)")" }

    /// Ticks in a second where the container has a clock of its own.
    var clock: Int64? {
        switch container {
        case "mkv", "webm", "flv": 1000
        case "ts", "mpg": 90_000
        default: nil
        }
    }

    /// Whether the container tells how long each frame, and so the last one, is shown.
    var tellsEnd: Bool { clock == nil || footage.runs.count == 1 && footage.runs[0].ticks == 1 }

    /// Whether keyframes and their times are told by the container, so that they can stand in.
    var hasKeyframeTimes: Bool {
        coding.group != nil
            && (["mp4", "mov", "mkv", "webm"].contains(container) || container == "ts" && coding == .h264)
    }

    var timeline: Timeline {
        let timeline = footage.timeline(group: coding.group)
        return clock.map { timeline.rounded(toTicksOf: $0) } ?? timeline
    }
}
