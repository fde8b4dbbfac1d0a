// SPDX-License-Identifier: Apache-2.0

/// A picture that is owed and could not be made.
package struct MissingPicture: Hashable, Sendable, Codable {
    /// 0-based position in the order of the instants.
    package var index: Int
    /// The instant asked for, in milliseconds; `nil` when rendering ended before it was its turn.
    package var instant: Int64?
    package var failure: Failure

    package init(index: Int, instant: Int64?, failure: Failure) {
        self.index = index
        self.instant = instant
        self.failure = failure
    }
}

/// What is known of one rendered picture, apart from its bytes.
package struct Picture: Hashable, Sendable, Codable {
    /// The frame of a video that a picture shows.
    package struct Frame: Hashable, Sendable, Codable {
        /// The instant asked for, in milliseconds.
        package var instant: Int64
        /// The presentation time of the frame that is shown.
        package var time: MediaTime
        /// Whether the frame is a keyframe.
        package var isKeyframe: Bool
        /// How the picture came to be; `nil` for pictures of a version that did not tell.
        package var report: FrameReport?

        package init(instant: Int64, time: MediaTime, isKeyframe: Bool, report: FrameReport? = nil) {
            self.instant = instant
            self.time = time
            self.isKeyframe = isKeyframe
            self.report = report
        }
    }

    /// 0-based position in the order of the instants, or of the shapes that were asked for.
    package var index: Int
    /// Pixels, after rotation, sample aspect ratio, scaling and padding.
    package var width: Int
    package var height: Int
    /// `nil` for a picture of anything but a video.
    package var frame: Frame?

    package init(index: Int, width: Int, height: Int, frame: Frame? = nil) {
        self.index = index
        self.width = width
        self.height = height
        self.frame = frame
    }
}
