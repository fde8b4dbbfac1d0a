// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model
import RenderKit
import RenderProtocol
import TestSupport
import Testing

@testable import VideoEngine

@Suite("The index of MP4 files, read in place")
struct MovieIndexTests {
    /// What was shown at the instants of a plan.
    private struct Showing: Equatable {
        struct Frame: Equatable {
            var time: Int64
            var isKeyframe: Bool
            /// A digest of its luma.
            var digest: Int
        }

        var end: Int64
        var frames: [Frame]
    }

    /// Shows `file` at `count` instants, keyframes within `tolerance` milliseconds standing in.
    private static func show(_ file: consuming MediaFile, count: Int, tolerance: Int64) throws -> Showing {
        var file = file
        let extent = try file.measureExtent()
        let spec = SnapshotSpec(instants: .evenly(count: count), tolerance: tolerance)
        let plan = SnapshotPlanner(extent: extent.time).plan(spec)
        var reader = try FrameReader(file: file, extent: extent, limits: RenderLimits())
        var frames: [Showing.Frame] = []
        for (index, instant) in plan.instants.enumerated() {
            let next = plan.instants.dropFirst(index + 1).first
            let mark = try reader.show(instant, before: next, within: plan.tolerance, RenderLimits())
            let time = reader.time(of: mark).milliseconds
            frames.append(Showing.Frame(time: time, isKeyframe: mark.isKeyframe, digest: digest(reader.frame)))
        }
        return Showing(end: extent.time.milliseconds, frames: frames)
    }

    private static func digest(_ frame: borrowing Frame) -> Int {
        guard let start = frame.start(ofPlane: 0) else { return 0 }
        var hasher = Hasher()
        for row in 0..<frame.height {
            let line = start + row * frame.stride(ofPlane: 0)
            hasher.combine(bytes: UnsafeRawBufferPointer(start: line, count: frame.width))
        }
        return hasher.finalize()
    }

    /// Shows the file at `path` by its header and by libavformat; `nil` where the header is left to the latter.
    private static func showings(_ path: String, count: Int, tolerance: Int64) throws -> (own: Showing, other: Showing)?
    {
        VideoEngine.warm()
        let source = try ByteSource.opened(path)
        return try withUnsafePointer(to: source) { source in
            let limits = RenderLimits()
            guard let file = try MediaFile.byHeader(of: source, within: limits) else { return nil }
            let own = try show(file, count: count, tolerance: tolerance)
            let format = try FormatContext(opening: source, within: limits)
            let other = try MediaFile(learning: format, of: source, within: limits)
            return (own, try show(other, count: count, tolerance: tolerance))
        }
    }

    /// The cover of a file.
    private struct Cover: Equatable {
        var instant: PlannedInstant
        var choice: CoverChoice?
        var frame: Showing.Frame
    }

    /// Chooses the cover of `file`.
    ///
    /// - Returns: It, and whether the file did not have to be unfolded.
    private static func cover(_ file: consuming MediaFile) throws -> (cover: Cover, isFolded: Bool) {
        var file = file
        let extent = try file.measureExtent()
        let plan = SnapshotPlanner(extent: extent.time).plan(SnapshotSpec(instants: .cover))
        let video = file.video
        let track = file.shape(of: try #require(video))
        let reader = try FrameReader(file: file, extent: extent, limits: RenderLimits())
        var scout = CoverScout(reader, track: track)
        let (instant, choice) = try scout.choose(from: plan.instants[0], RenderLimits())
        var found = scout.finish()
        let mark = try found.show(exactly: instant, RenderLimits(), isLast: true)
        let time = found.time(of: mark).milliseconds
        let frame = Showing.Frame(time: time, isKeyframe: mark.isKeyframe, digest: digest(found.frame))
        return (Cover(instant: instant, choice: choice, frame: frame), found.file.isFolded)
    }

    /// The covers of the file at `path` by its header and by libavformat; `nil` where the header is left to the latter.
    private static func covers(_ path: String) throws -> (own: Cover, isFolded: Bool, other: Cover)? {
        VideoEngine.warm()
        let source = try ByteSource.opened(path)
        return try withUnsafePointer(to: source) { source in
            let limits = RenderLimits()
            guard let file = try MediaFile.byHeader(of: source, within: limits) else { return nil }
            let (own, isFolded) = try cover(file)
            let format = try FormatContext(opening: source, within: limits)
            let other = try cover(MediaFile(learning: format, of: source, within: limits)).cover
            return (own, isFolded, other)
        }
    }

    private static func isReadInPlace(_ path: String) throws -> Bool {
        let source = try ByteSource.opened(path)
        return try withUnsafePointer(to: source) { source in
            let file = try MediaFile.byHeader(of: source, within: RenderLimits())
            return file != nil
        }
    }

    private static let encoder = ["-c:v", "libx264", "-preset", "veryfast", "-g", "20", "-x264-params", "scenecut=0"]

    @Test(
        "shows the frames that libavformat finds",
        arguments: [
            ("plain.mp4", []),
            ("order.mp4", ["-bf", "3", "-b_strategy", "0"]),
            ("front.mov", ["-movflags", "+faststart"]),
            ("wide.mp4", ["-bf", "2", "-movflags", "+faststart+write_colr", "-video_track_timescale", "90000"]),
            ("late.mp4", ["-bf", "2", "-output_ts_offset", "0.7"]),
            ("uneven.mp4", ["-bf", "2", "-vf", "select='not(mod(n,7))+not(mod(n,3))'", "-fps_mode", "vfr"]),
            ("hevc.mp4", ["-c:v", "libx265", "-x265-params", "log-level=none:keyint=20", "-tag:v", "hvc1"]),
            ("vp9.mp4", ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "200k"]),
            ("intra.mov", ["-c:v", "prores_ks"]),
        ] as [(String, [String])]
    )
    func same(_ name: String, _ options: [String]) throws {
        let clip = try ClipMaker().clip(name, frames: 120, sound: true, Self.encoder + options)
        for tolerance in [0, 150, 5000] as [Int64] {
            let (own, other) = try #require(try Self.showings(clip.path, count: 17, tolerance: tolerance))
            #expect(own.frames == other.frames, "within \(tolerance) ms")
            #expect(abs(own.end - other.end) <= 1)
        }
    }

    @Test(
        "shows the frames that libavformat finds in files of the corpus",
        arguments: CorpusTests.rows.filter { [".mp4", ".mov", ".m4v"].contains($0.name.suffix(4)) }
    )
    func corpus(_ row: CorpusFile) throws {
        guard row.expectation == .picture else { return }
        for tolerance in [200, 3000] as [Int64] {
            guard let (own, other) = try Self.showings(row.path, count: 9, tolerance: tolerance) else { return }
            #expect(own.frames == other.frames, "within \(tolerance) ms")
            #expect(abs(own.end - other.end) <= 50)
        }
        let (own, _, other) = try #require(try Self.covers(row.path))
        #expect(own == other)
    }

    @Test(
        "chooses the cover that libavformat leads to, and expands nothing where that is the first frame",
        arguments: [
            ("plain.mp4", "testsrc", ["-c:v", "libx264", "-bf", "0"], true),
            ("order.mp4", "testsrc", ["-c:v", "libx264", "-bf", "3"], true),
            ("late.mp4", "testsrc", ["-c:v", "libx264", "-bf", "3", "-output_ts_offset", "0.7"], true),
            ("cut.mp4", "testsrc", ["-c:v", "libx264", "-bf", "3", "-output_ts_offset", "-0.5"], false),
            ("untold.mp4", "testsrc", ["-c:v", "libx264", "-bf", "3"], false),
            ("one.mp4", "testsrc", ["-c:v", "libx264", "-frames:v", "1"], true),
            ("two.mp4", "testsrc", ["-c:v", "libx264", "-frames:v", "2"], true),
            ("hevc.mp4", "testsrc", ["-c:v", "libx265", "-x265-params", "log-level=none", "-tag:v", "hvc1"], true),
            ("vp9.mp4", "testsrc", ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"], true),
            ("intra.mov", "testsrc", ["-c:v", "prores_ks"], true),
            ("black.mp4", "color=black,format=yuv420p[b];testsrc[t];[b]trim=end=1[c];[c][t]concat", [], false),
            ("fade.mp4", "testsrc,fade=in:0:12:color=white", ["-c:v", "libx264", "-bf", "2"], false),
            ("rise.mp4", "testsrc,fade=in:0:75,trim=start=1,setpts=PTS-STARTPTS", ["-c:v", "libx264"], false),
        ] as [(String, String, [String], Bool)]
    )
    func covers(_ name: String, _ picture: String, _ options: [String], _ isFolded: Bool) throws {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/\(name)"
        try maker.ffmpeg(
            ["-f", "lavfi", "-i", picture, "-t", "3", "-pix_fmt", name == "intra.mov" ? "yuv422p10le" : "yuv420p"]
                + options + [path]
        )
        if name == "untold.mp4" {
            let file = URL(filePath: path)
            try MatroskaHeaderTests.silenced(Data(contentsOf: file)).write(to: file)
        }
        let (own, remainsFolded, other) = try #require(try Self.covers(path))
        #expect(own == other)
        #expect(own.choice?.outcome == (["black.mp4", "fade.mp4", "rise.mp4"].contains(name) ? .better : .firstFrame))
        #expect(remainsFolded == isFolded)
    }

    @Test("leaves a damaged beginning to libavformat")
    func damagedCover() throws {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/damaged.mp4"
        try maker.ffmpeg(["-f", "lavfi", "-i", "testsrc", "-t", "3", "-c:v", "libx264", "-pix_fmt", "yuv420p", path])
        var bytes = try Data(contentsOf: URL(filePath: path))
        for position in stride(from: 2000, to: 12_000, by: 31) { bytes[position] ^= 0x55 }
        let (own, isFolded, other) = try #require(try Self.covers(maker.file("damaged.mp4", bytes)))
        #expect(own == other && !isFolded)
    }

    @Test(
        "is left to libavformat where the file is out of the ordinary",
        arguments: [
            ("fragments.mp4", ["-movflags", "frag_keyframe+empty_moov"]),
            ("mpeg2.mp4", ["-c:v", "mpeg2video"]),
            ("other.mkv", []),
            ("other.ts", []),
        ] as [(String, [String])]
    )
    func doubt(_ name: String, _ options: [String]) throws {
        let clip = try ClipMaker().clip(name, frames: 50, Self.encoder + options)
        #expect(try !Self.isReadInPlace(clip.path))
        #expect(RenderedVideo(clip.path, SnapshotSpec(instants: .evenly(count: 3), tolerance: 1000)).files.count == 3)
    }

    @Test("is left to libavformat where the file is cut")
    func cut() throws {
        let maker = try ClipMaker()
        let clip = try maker.clip("cut.mp4", frames: 120, Self.encoder + ["-movflags", "+faststart"])
        #expect(try Self.isReadInPlace(clip.path))
        var status = stat()
        #expect(stat(clip.path, &status) == 0)
        truncate(clip.path, status.st_size * 3 / 4)
        #expect(try !Self.isReadInPlace(clip.path))
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .evenly(count: 3), tolerance: 1000))
        #expect(result.files.count == 3)
        #expect(result.summary?.notes.isEmpty == false)
    }
}
