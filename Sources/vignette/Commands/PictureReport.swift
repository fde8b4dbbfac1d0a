// SPDX-License-Identifier: Apache-2.0

import Model

/// A picture as `--report` tells it.
struct PictureReport: Encodable {
    var index: Int
    /// Milliseconds; of the frame of a video, as the three that follow.
    var instant: Int64?
    var time: MediaTime?
    var isKeyframe: Bool?
    var report: FrameReport?
    var width: Int
    var height: Int

    init(_ picture: Picture) {
        index = picture.index
        instant = picture.frame?.instant
        time = picture.frame?.time
        isKeyframe = picture.frame?.isKeyframe
        report = picture.frame?.report
        width = picture.width
        height = picture.height
    }
}
