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

extension FrameReport {
    /// A made-up report.
    static let sample = FrameReport(
        kind: .intra,
        keyframeDistance: 0,
        tolerance: 0,
        stream: 0,
        rotation: 0,
        isMirrored: false,
        sampleAspectRatio: Ratio(1, 1),
        deinterlacing: nil,
        isDamaged: false,
        colors: [],
        source: PixelSize(width: 64, height: 48),
        engine: "a test"
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
}

extension Data {
    /// `size` bytes that begin and end as a JPEG of 64 by 48 pixels does.
    static func sampleJPEG(size: Int) -> Data {
        let head = Data([0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0, 48, 0, 64, 3])
        return head + Data(repeating: 0, count: Swift.max(0, size - head.count - 2)) + Data([0xFF, 0xD9])
    }
}

extension RenderRequest.Job {
    /// What every test asks for; the file says what happens.
    static let sample = snapshots(SnapshotSpec(instants: .first))
}
