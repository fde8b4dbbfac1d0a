// SPDX-License-Identifier: Apache-2.0

/// How far a search for a cover goes.
struct CoverBounds: Hashable {
    /// Seconds of the video from the first frame on: beyond a minute a frame is not from the beginning any more, and
    /// the longest sequences of logos and cards last about as long.
    var seconds = 60.0
    /// Decoded pixels: 600 frames of 1080p, 150 of 4K; about two seconds of a core for H.264.
    ///
    /// Unlike a time it makes the same choice on every machine.
    var pixels: Int64 = 1_250_000_000
    /// Frames looked at: as many as the seconds have steps.
    var samples = 240
    /// Seconds of CPU, for files that cost more to decode than any pixel should.
    var cpuSeconds = 5.0

    /// Seconds from one frame that is looked at to the next: a dissolve of half a second has one in its middle.
    var step = 0.25
    /// Seconds that the first frame's successors are apart: enough for a slow fade to show, few frames to decode.
    var closeStep = 0.08
    /// Seconds to the next keyframe that are skipped while what is shown is not worth it.
    ///
    /// What is between is then not looked at: further than that, there may be a better frame before it.
    var leap = 3.0
    /// The part of `pixels` after which the next keyframe is taken however far it is.
    var patience = 0.6
    /// Seconds of frames worth showing, one after the other, that end the search.
    var settled = 1.25
    /// Seconds from the borders of a shot that count as its middle.
    var margin = 0.5

    /// Whether what was spent leaves room for more.
    func allow(_ cost: CoverCost) -> Bool { cost.pixels < pixels && cost.cpuSeconds < cpuSeconds }
}

/// What a search has cost so far.
struct CoverCost: Hashable {
    var frames = 0
    var pixels: Int64 = 0
    var cpuSeconds = 0.0
}
