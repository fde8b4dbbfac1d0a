// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model

extension MediaInfo {
    /// A made-up video.
    static let sample = MediaInfo(
        container: "mov",
        duration: 1000,
        bitRate: 0,
        video: Video(codec: "h264", width: 64, height: 48, frameRate: 25, rotation: 0),
        audio: nil
    )
}

extension Picture {
    /// A made-up picture.
    static func sample(_ index: Int) -> Picture {
        Picture(
            index: index,
            width: 64,
            height: 48,
            frame: Frame(
                instant: Int64(index),
                time: MediaTime(ticks: Int64(index), numerator: 1, denominator: 1000),
                isKeyframe: true
            )
        )
    }

    /// One whose time would have to be divided by zero.
    static var timeless: Picture {
        var picture = sample(0)
        picture.frame?.time.denominator = 0
        return picture
    }
}

extension Data {
    /// `size` bytes that begin and end as a JPEG of 64 by 48 pixels does.
    static func sampleJPEG(size: Int) -> Data {
        let head = Data([0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0, 48, 0, 64, 3])
        return head + Data(repeating: 0, count: Swift.max(0, size - head.count - 2)) + Data([0xFF, 0xD9])
    }
}
