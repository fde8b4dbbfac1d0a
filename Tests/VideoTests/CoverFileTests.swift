// SPDX-License-Identifier: Apache-2.0

import Foundation
import Model
import RenderProtocol
import TestSupport
import Testing

/// Automatic covers of files, beyond which frame they show.
@Suite("Automatic covers of files")
struct CoverFileTests {
    private let maker: ClipMaker

    init() throws {
        maker = try ClipMaker()
    }

    /// A second of black, then a pattern that moves.
    private func clip(_ name: String, black: Double = 1, size: String = "320:180", _ options: [String]) throws -> String
    {
        let path = "\(maker.directory)/\(name)"
        try maker.ffmpeg(
            [
                "-f", "lavfi", "-i", "color=black:s=320x180:r=25:d=\(black)", "-f", "lavfi", "-i",
                "testsrc2=s=320x180:r=25:d=3", "-filter_complex", "[0][1]concat=n=2,scale=\(size),format=yuv420p",
            ] + options + [path]
        )
        return path
    }

    /// The cover of the file at `path`, and how it was chosen.
    private func cover(_ path: String, limits: RenderLimits = RenderLimits()) throws -> (RenderedVideo, CoverChoice) {
        let result = RenderedVideo(path, SnapshotSpec(instants: .cover, maxLength: 320), limits: limits)
        #expect(result.failure == nil)
        return (result, try #require(result.pictures.first?.frame?.report?.cover))
    }

    @Test(
        "are the snapshot of the time that is told, in every container",
        arguments: [
            ("a.mp4", ["-c:v", "libx264", "-preset", "ultrafast"]),
            ("one-keyframe.mp4", ["-c:v", "libx264", "-preset", "ultrafast", "-g", "600", "-sc_threshold", "0"]),
            ("open.mkv", ["-c:v", "libx264", "-preset", "veryfast", "-g", "12", "-flags", "-cgop", "-bf", "3"]),
            ("late.mp4", ["-c:v", "libx264", "-preset", "ultrafast", "-output_ts_offset", "5"]),
            ("a.ts", ["-c:v", "mpeg2video", "-g", "12", "-bf", "2", "-b:v", "2M"]),
            ("a.avi", ["-c:v", "mpeg4", "-bf", "2", "-q:v", "3"]),
            ("a.webm", ["-c:v", "libvpx", "-deadline", "realtime", "-b:v", "1M"]),
            ("a.flv", ["-c:v", "flv1", "-q:v", "3"]),
            ("a.m1v", ["-c:v", "mpeg1video", "-q:v", "3"]),
            ("fragments.mp4", ["-c:v", "libx264", "-preset", "ultrafast", "-movflags", "frag_keyframe+empty_moov"]),
        ]
    )
    func exact(name: String, options: [String]) throws {
        let path = try clip(name, options)
        let (result, choice) = try cover(path)
        #expect(choice.outcome == .better)
        // The muxer writes five seconds in which nothing is shown.
        let start: Int64 = name == "late.mp4" ? 5000 : 0
        #expect(choice.candidates.first?.flaws == [.black] && choice.candidates.first?.time.milliseconds == start)
        let frame = try #require(result.pictures.first?.frame)
        #expect((start + 1000..<start + 4000).contains(frame.time.milliseconds), "\(frame.time)")
        #expect(frame.instant == frame.time.milliseconds)
        #expect(choice.candidates.first(where: \.isChosen)?.time == frame.time)
        // A frame of 40 ms lasts: half a frame later it is still the one.
        let snapshot = RenderedVideo(path, SnapshotSpec(instants: .at([frame.instant + 20]), maxLength: 320))
        #expect(snapshot.pictures.first?.frame?.time == frame.time)
        #expect(snapshot.files == result.files)
    }

    @Test("are those of thumbnails without an instant")
    func thumbnails() throws {
        let path = try clip("t.mp4", ["-c:v", "libx264", "-preset", "ultrafast"])
        let (result, choice) = try cover(path)
        let shapes = [PictureShape.longSide(160), .longSide(80)]
        let thumbnails = RenderedVideo(path, ThumbnailSpec(shapes: shapes))
        #expect(
            thumbnails.pictures.map(\.frame?.time) == [result.pictures[0].frame?.time, result.pictures[0].frame?.time]
        )
        #expect(thumbnails.pictures.allSatisfy { $0.frame?.report?.cover == choice })
        let named = RenderedVideo(path, ThumbnailSpec(shapes: shapes, instant: 0))
        #expect(named.pictures.allSatisfy { $0.frame?.time.ticks == 0 && $0.frame?.report?.cover == nil })
    }

    @Test("cost nothing where the first frame is good, and are that frame")
    func firstFrame() throws {
        let path = "\(maker.directory)/good.mp4"
        try maker.ffmpeg(["-f", "lavfi", "-i", "testsrc=s=320x180:r=25:d=2", "-pix_fmt", "yuv420p", path])
        let (result, choice) = try cover(path)
        #expect(choice.outcome == .firstFrame && choice.framesDecoded <= 6)
        let first = RenderedVideo(path, SnapshotSpec(instants: .first, maxLength: 320))
        #expect(first.files == result.files && first.pictures[0].frame?.report?.cover == nil)
    }

    @Test("are there for the shortest and smallest videos", arguments: ["1:1", "2:2", "16:2", "3:171", "640:2"])
    func smallest(size: String) throws {
        for (name, options) in [("one.mkv", ["-frames:v", "1"]), ("more.mkv", [])] {
            let path = try clip(name, black: 0.2, size: size, ["-c:v", "ffv1"] + options)
            let (result, choice) = try cover(path)
            #expect(result.pictures.count == 1 && choice.candidates.contains(where: \.isChosen))
        }
    }

    @Test("do without what is damaged, and are what is left")
    func damaged() throws {
        let path = try clip("d.mp4", black: 2, ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25"])
        let bytes = try Data(contentsOf: URL(filePath: path))
        for share in [0.15, 0.3, 0.6] {
            var cut = bytes
            // The index is at the end of the file, and stays.
            let (start, end) = (Int(Double(bytes.count) * share), bytes.count - 6000)
            for index in start..<max(start, end) { cut[index] = 0xFF }
            let broken = try maker.file("broken.mp4", cut)
            let first = RenderedVideo(broken, SnapshotSpec(instants: .first, maxLength: 320))
            let chosen = RenderedVideo(broken, SnapshotSpec(instants: .cover, maxLength: 320))
            #expect(first.failure == nil && chosen.failure == nil && chosen.pictures.count == 1, "\(share)")
        }
    }
}
