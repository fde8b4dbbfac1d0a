// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import RenderProtocol

extension MediaInfo {
    /// A made-up video.
    static let sample = MediaInfo(
        container: "mov",
        duration: 1000,
        bitRate: 0,
        video: Video(codec: "h264", width: 64, height: 48, frameRate: 25, rotation: 0),
        audio: Audio(codec: "aac", channels: 2)
    )
}

extension Picture {
    /// A made-up picture.
    static func sample(_ index: Int) -> Picture {
        Picture(
            index: index,
            instant: Int64(index),
            time: MediaTime(ticks: Int64(index), numerator: 1, denominator: 1000),
            isKeyframe: true,
            width: 64,
            height: 48
        )
    }
}

extension Data {
    /// `size` bytes that begin and end as a JPEG does.
    static func sampleJPEG(size: Int) -> Data {
        Data([0xFF, 0xD8, 0xFF]) + Data(repeating: 0, count: Swift.max(0, size - 5)) + Data([0xFF, 0xD9])
    }
}

extension RenderRequest.Job {
    /// What every test asks for; the file says what happens.
    static let sample = snapshots(SnapshotSpec(instants: .first))
}
