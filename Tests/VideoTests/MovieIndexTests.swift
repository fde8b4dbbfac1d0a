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
        let source = try source(path)
        return try withUnsafePointer(to: source) { source in
            let limits = RenderLimits()
            guard let file = try MediaFile.byHeader(of: source, within: limits) else { return nil }
            let own = try show(file, count: count, tolerance: tolerance)
            let format = try FormatContext(opening: source, within: limits)
            let other = try MediaFile(learning: format, of: source, within: limits)
            return (own, try show(other, count: count, tolerance: tolerance))
        }
    }

    private static func source(_ path: String) throws -> ByteSource {
        guard let source = ByteSource(owning: open(path, O_RDONLY | O_CLOEXEC)) else {
            throw CocoaError(.fileNoSuchFile)
        }
        return source
    }

    private static func isReadInPlace(_ path: String) throws -> Bool {
        let source = try source(path)
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
