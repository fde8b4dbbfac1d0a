// SPDX-License-Identifier: Apache-2.0

/// What is known of one rendered picture, apart from its bytes.
package struct Picture: Hashable, Sendable, Codable {
    /// 0-based position in the order of the instants.
    package var index: Int
    /// The instant asked for, in milliseconds.
    package var instant: Int64
    /// The presentation time of the frame that is shown.
    package var time: MediaTime
    /// Whether the frame is a keyframe.
    package var isKeyframe: Bool
    /// Pixels, after rotation, sample aspect ratio, scaling and padding.
    package var width: Int
    package var height: Int

    package init(index: Int, instant: Int64, time: MediaTime, isKeyframe: Bool, width: Int, height: Int) {
        self.index = index
        self.instant = instant
        self.time = time
        self.isKeyframe = isKeyframe
        self.width = width
        self.height = height
    }
}
