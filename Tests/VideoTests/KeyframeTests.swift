// SPDX-License-Identifier: Apache-2.0

import Model
import TestSupport
import Testing

@Suite("Keyframes within the tolerance")
struct KeyframeTests {
    /// A clip of 150 frames at 25 a second whose keyframes are the frames 0, 25, 50, ...
    static func make(_ container: String, _ maker: ClipMaker) throws -> Clip {
        try maker.clip(
            "k.\(container)",
            frames: 150,
            ["-c:v", "libx264", "-preset", "veryfast", "-g", "25", "-bf", "3", "-x264-params", "scenecut=0"]
        )
    }

    @Test("stand in for the exact frame, the nearest first", arguments: ["mp4", "mkv", "ts", "flv"])
    func nearest(_ container: String) throws {
        let clip = try Self.make(container, ClipMaker())
        let instants: [Int64] = [0, 100, 480, 520, 990, 1000, 1010, 1499, 1501, 5400, 5999]
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .at(instants), tolerance: 500))
        let numbers = try result.numbers()
        #expect(numbers == [0, 0, 0, 25, 25, 25, 25, 25, 50, 125, 149])
        #expect(result.pictures.map(\.frame?.isKeyframe) == Array(repeating: true, count: 10) + [false])
        #expect(result.pictures[2].frame?.time.milliseconds == 0)
        #expect(result.pictures[8].frame?.time.milliseconds == 2000)
    }

    @Test("of two that are as near are the earlier", arguments: ["mp4", "mkv", "ts"])
    func tie(_ container: String) throws {
        let clip = try Self.make(container, ClipMaker())
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .at([1500, 2500]), tolerance: 500))
        #expect(try result.numbers() == [25, 50])
    }

    @Test("give way to the exact frame where none is near enough", arguments: ["mp4", "mkv", "ts"])
    func exactOutside(_ container: String) throws {
        let clip = try Self.make(container, ClipMaker())
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .at([900, 960, 1100, 1240]), tolerance: 100))
        #expect(try result.numbers() == [25, 25, 25, 31])
    }

    @Test("stand in within half the interval by default, and neighbours stay in order")
    func defaults() throws {
        let clip = try Self.make("mp4", ClipMaker())
        let each = RenderedVideo(clip.path, SnapshotSpec(instants: .every(milliseconds: 1400)))
        let steps = try each.numbers()
        #expect(steps == [0, 25, 75, 100, 150 - 25])
        let evenly = RenderedVideo(clip.path, SnapshotSpec(instants: .evenly(count: 12)))
        let parts = try evenly.numbers()
        // Half of 500 ms does not reach from the middle of a group to a keyframe.
        #expect(parts == [0, 12, 25, 37, 50, 62, 75, 87, 100, 112, 125, 137])
    }

    @Test("leave the reader able to go on exactly")
    func mixed() throws {
        let clip = try Self.make("mp4", ClipMaker())
        let instants: [Int64] = [0, 400, 410, 990, 1000, 1500, 1540, 2100, 3333]
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .at(instants), tolerance: 20))
        #expect(try result.numbers() == [0, 10, 10, 25, 25, 37, 38, 52, 83])
    }
}
