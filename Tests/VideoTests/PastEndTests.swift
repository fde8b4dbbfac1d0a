// SPDX-License-Identifier: Apache-2.0

import Model
import RenderProtocol
import TestSupport
import Testing

@Suite("The end of the video")
struct PastEndTests {
    private static let options = ["-c:v", "libx264", "-preset", "veryfast", "-g", "25", "-x264-params", "scenecut=0"]

    @Test("leaves instants at or past it without pictures")
    func skipped() throws {
        let clip = try ClipMaker().clip("c.mp4", frames: 50, Self.options)
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .at([0, 1999, 2000, 2001, 90_000])))
        #expect(try result.numbers() == [0, 49])
        #expect(result.owed == 2)
        #expect(result.failure == nil)
    }

    @Test("fails a job that has nothing before it")
    func nothingLeft() throws {
        let clip = try ClipMaker().clip("c.mp4", frames: 50, Self.options)
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .at([2000, 3000])))
        #expect(result.failure?.code == .noPictures)
        #expect(result.failure?.class == .permanent)
        #expect(result.pictures.isEmpty)
    }

    @Test("gives the last frame when that is asked for", arguments: ["mp4", "mkv", "ts", "avi"])
    func lastFrame(_ container: String) throws {
        let clip = try ClipMaker().clip("c.\(container)", frames: 50, Self.options)
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .at([0, 2000, 9999]), pastEnd: .lastFrame))
        let numbers = try result.numbers()
        #expect(numbers == [0, 49, 49])
        #expect(result.pictures.map(\.frame?.instant) == [0, 2000, 9999])
    }

    @Test("is found in files that were cut off", arguments: ["mkv", "ts", "mp4"], [0.3, 0.7])
    func truncated(_ container: String, _ share: Double) throws {
        let maker = try ClipMaker()
        // The index in front, so that a cut file still opens.
        let whole = try maker.clip("w.\(container)", frames: 250, Self.options + ["-movflags", "+faststart"])
        let clip = try maker.cut(whole, to: "c.\(container)", share: share)
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .every(milliseconds: 200), tolerance: 0))
        let duration = try #require(result.media?.duration)
        #expect(duration > 500 && duration < 9500)
        #expect(result.failure == nil)
        let numbers = try result.numbers()
        #expect(numbers == (0..<numbers.count).map { min($0 * 5, Int(duration) / 40) })
        #expect(abs(numbers.count - Int(duration + 199) / 200) <= 1)
        if container != "ts" { #expect(result.summary?.notes.count == 1) }
    }

    @Test("is told when the frames before it cannot be decoded")
    func undecodableTail() throws {
        let maker = try ClipMaker()
        let clip = try maker.clip("c.mp4", frames: 100, Self.options + ["-bf", "0", "-movflags", "+faststart"])
        try maker.overwrite(clip, from: 0.6)
        let skipping = RenderedVideo(clip.path, SnapshotSpec(instants: .every(milliseconds: 500), tolerance: 0))
        #expect(skipping.failure == nil)
        #expect(skipping.pictures.count > 1 && skipping.pictures.count < 8)
        #expect(skipping.summary?.pictures == skipping.pictures.count)
        #expect(skipping.summary?.notes.count { $0.contains("The end of the video cannot be decoded") } == 1)
        let holding = RenderedVideo(
            clip.path,
            SnapshotSpec(instants: .every(milliseconds: 500), pastEnd: .lastFrame, tolerance: 0)
        )
        #expect(holding.pictures.count == 8)
        #expect(holding.summary?.notes.count { $0.contains("The end of the video cannot be decoded") } == 1)
    }

    @Test("of a single frame owes that frame", arguments: ["mp4", "mkv", "ts", "avi", "m1v"])
    func singleFrame(_ container: String) throws {
        let codec = container == "m1v" ? "mpeg1video" : container == "avi" ? "mpeg4" : "libx264"
        let clip = try ClipMaker().clip("s.\(container)", frames: 1, ["-c:v", codec])
        for instants in [SnapshotSpec.Instants.first, .every(milliseconds: 1000), .at([0]), .evenly(count: 1)] {
            let result = RenderedVideo(clip.path, SnapshotSpec(instants: instants))
            #expect(result.failure == nil)
            #expect(try result.numbers() == [0])
        }
    }
}
