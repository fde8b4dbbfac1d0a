// SPDX-License-Identifier: Apache-2.0

/// Which pictures of a video are wanted, and how large.
package struct SnapshotSpec: Hashable, Sendable, Codable {
    /// How the instants are chosen.
    ///
    /// All values are milliseconds on the player's timeline; D is the extent of the video track.
    package enum Instants: Hashable, Sendable, Codable {
        /// The first frame, whatever its time.
        case first
        /// An automatic cover: the first frame, unless another one is more worth showing.
        case cover
        /// 0, t, 2t, ... below D.
        case every(milliseconds: Int64)
        /// i·D/count for i = 0..<count, exactly.
        case evenly(count: Int)
        /// i·t below D, at most `count` of them.
        case series(count: Int, milliseconds: Int64)
        /// The given instants in ascending order. Those at D or later follow ``SnapshotSpec/pastEnd``.
        case at([Int64])
    }

    /// What stands for an instant at or past the end of the video.
    package enum PastEnd: String, Hashable, Sendable, Codable {
        /// No picture is owed (VOD).
        case skip
        /// The last frame (the native API and the command line).
        case lastFrame
    }

    /// The shape of the picture.
    package enum Aspect: String, Hashable, Sendable, Codable {
        /// The display ratio of the source.
        case source
        /// 16:9, the source fitted inside and padded with black; exact wherever the longer side is a multiple of 16.
        case widescreen
    }

    package var instants: Instants
    package var pastEnd: PastEnd
    package var aspect: Aspect
    /// The longer side of the picture in pixels; the source is never enlarged.
    ///
    /// `nil` keeps the source's size.
    package var maxLength: Int?
    /// Milliseconds within which the nearest keyframe may stand in for the exact frame.
    ///
    /// `nil` is the default of the kind: half the interval for ``Instants/every(milliseconds:)``,
    /// ``Instants/evenly(count:)`` and ``Instants/series(count:milliseconds:)``, 0 otherwise.
    package var tolerance: Int64?
    /// The most pictures that one task makes; what exceeds it is told, not made.
    package var pictureLimit: Int

    package init(
        instants: Instants,
        pastEnd: PastEnd = .skip,
        aspect: Aspect = .source,
        maxLength: Int? = 480,
        tolerance: Int64? = nil,
        pictureLimit: Int = 2000
    ) {
        self.instants = instants
        self.pastEnd = pastEnd
        self.aspect = aspect
        self.maxLength = maxLength
        self.tolerance = tolerance
        self.pictureLimit = pictureLimit
    }
}
