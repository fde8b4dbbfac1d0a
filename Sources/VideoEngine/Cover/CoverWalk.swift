// SPDX-License-Identifier: Apache-2.0

import Model

/// A frame as the search for a cover sees it.
struct CoverSight: Hashable {
    /// When it is shown, in ticks of the video track, and in seconds after the start of the timeline.
    var ticks: Int64
    var seconds: Double
    var isKeyframe: Bool
    /// Whether the decoder knows that parts of it are made up.
    var isDamaged: Bool
    var glance: Glance
}

/// The frames of a video, from the first one on, as the search for a cover goes through them.
protocol CoverWalk: ~Copyable {
    /// What has been decoded since the first frame.
    var cost: CoverCost { get }

    /// The current frame.
    mutating func current() throws(Failure) -> CoverSight

    /// The frame behind the current one, which stays the current one; `nil` at the end.
    mutating func upcoming() throws(Failure) -> CoverSight?

    /// Goes on to the first frame that is shown at `seconds` or later; `nil` when the video ends before.
    mutating func advance(to seconds: Double) throws(Failure) -> CoverSight?

    /// About when the first keyframe behind `seconds` is shown; `nil` where none is known or none can be found at once.
    mutating func keyframe(after seconds: Double) throws(Failure) -> Double?

    /// Goes to the first keyframe behind `seconds`, with nothing between decoded; `nil` when it is not found.
    mutating func leap(behind seconds: Double) throws(Failure) -> CoverSight?
}
