// SPDX-License-Identifier: Apache-2.0

import Foundation
import Model
import RenderProtocol
import TestSupport
import Testing

@Suite("What is told of files")
struct MediaFactsTests {
    @Test(
        "has the bit rate, whoever reads the header",
        arguments: [
            ("a.mp4", ["-c:v", "libx264"]), ("fragments.mp4", ["-c:v", "libx264", "-movflags", "frag_keyframe"]),
            ("a.webm", ["-c:v", "libvpx", "-b:v", "500k"]), ("a.mkv", ["-c:v", "libx264"]),
            ("a.ts", ["-c:v", "mpeg2video"]),
        ] as [(String, [String])]
    )
    func bitRate(_ name: String, _ options: [String]) throws {
        let clip = try ClipMaker().clip(name, frames: 100, options)
        let size = try Data(contentsOf: URL(filePath: clip.path)).count
        let told = try #require(RenderedVideo(clip.path, SnapshotSpec(instants: .first)).media).bitRate
        #expect(abs(Double(told) / (Double(size) * 8 / 4) - 1) < 0.05, "\(told)")
    }
}
