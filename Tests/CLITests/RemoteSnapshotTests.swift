// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension CLISuite {
    /// The commands, given the address of a file instead of its path.
    @Suite("A source behind an address")
    struct RemoteSnapshotTests {
        private static let encoding = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "18", "-g", "10"]

        /// What a command said of a source, with what its server counted.
        private struct Fetched {
            var run: SnapshotRun
            var server: RangeServer.Count
        }

        private func snapshot(
            of path: String,
            manner: @escaping @Sendable (Int) -> RangeServer.Manner = { _ in .honest },
            isAllowed: Bool = true,
            _ arguments: String...
        ) async throws -> Fetched {
            let bytes = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
            return try await RangeServer.with(bytes, manner: manner) { server, address in
                let allowed = isAllowed ? ["--set", "fetch.allow=\(address)"] : []
                let run = try SnapshotRun(arguments: ["http://\(address)/a%20b?c=d"] + arguments + allowed)
                return Fetched(run: run, server: server.count)
            }
        }

        @Test(
            "gives the pictures of the file, over one connection, whose bytes and requests the report tells",
            arguments: [
                ("first.mp4", ["-movflags", "+faststart"]), ("last.mp4", []), ("cues.mkv", []),
                ("cues-first.mkv", ["-reserve_index_space", "20000"]), ("a.webm", ["-strict", "-2", "-f", "matroska"]),
                ("a.ts", []), ("a.avi", ["-c:a", "pcm_s16le"]), ("a.flv", []),
                ("fragments.mp4", ["-movflags", "+frag_keyframe+empty_moov"]),
            ]
        )
        func containers(name: String, options: [String]) async throws {
            let maker = try ClipMaker()
            let clip = try maker.clip(name, frames: 600, sound: true, Self.encoding + ["-c:a", "aac"] + options)
            // Behind the middle of a frame: some containers let the video begin after the sound, by less.
            let local = try SnapshotRun(clip.path, "--dots", "1.51,12.03,23.91")
            let fetched = try await snapshot(of: clip.path, "--dots", "1.51,12.03,23.91", "--report")
            #expect(fetched.run.status == 0, "\(fetched.run.error)")
            #expect(try fetched.run.pictures == local.pictures)
            #expect(try fetched.run.frames == [37, 300, 597])
            #expect(try fetched.run.fetched == fetched.server.bytes)
            #expect(try fetched.run.requests == fetched.server.ranges.count)
            #expect(fetched.server.connections == 1)
            #expect(!fetched.server.ranges.contains(nil))
        }

        @Test("of 10 min in 1080p, 410 MB, costs 1.2 MB for a keyframe and 2 MB for ten, wherever the index is")
        func tenMinutes() async throws {
            let maker = try ClipMaker()
            let video = try LongVideo(maker, size: "1920x1080", rate: "5300k", repetitions: 72)
            let size = try video.size
            #expect((380_000_000...440_000_000).contains(size), "\(size) bytes")
            for path in [video.path, try video.indexFirst()] {
                let one = try await snapshot(of: path, "--dots", "303", "--tolerance", "6000", "--report")
                #expect(one.run.status == 0, "\(one.run.error)")
                #expect(one.server.bytes <= 1_200_000, "\(one.server.ranges)")
                let ten = try await snapshot(of: path, "--quantity", "10", "--report")
                #expect(ten.run.names.count == 10)
                #expect(ten.server.bytes <= 2_000_000, "\(ten.server.ranges)")
            }
        }

        @Test("of 2 h costs its index and 1 MB at most")
        func twoHours() async throws {
            let maker = try ClipMaker()
            let video = try LongVideo(maker, size: "320x180", rate: "100k", repetitions: 864)
            let index = try video.indexSize()
            for path in [video.path, try video.indexFirst()] {
                let fetched = try await snapshot(of: path, "--dots", "3603", "--tolerance", "6000", "--report")
                #expect(fetched.run.status == 0, "\(fetched.run.error)")
                #expect(fetched.server.bytes <= index + 1_000_000, "\(fetched.server.ranges)")
            }
        }

        @Test("is fetched up to limits.fetchBytes, which the failure names, and which --set raises")
        func limit() async throws {
            let clip = try ClipMaker().clip("clip.mp4", frames: 600, Self.encoding)
            let fetched = try await snapshot(
                of: clip.path,
                "--quantity",
                "20",
                "--tolerance",
                "0",
                "--set",
                "limits.fetchBytes=70000"
            )
            fetched.run.expectFailure(65, allowingPictures: true)
            #expect(fetched.run.error.contains("70000 bytes"))
            #expect(fetched.run.error.contains("(limits.fetchBytes)"))
            #expect(fetched.server.bytes <= 70_000)
        }

        @Test("is refused where the address guard refuses it, and the failure says why")
        func refused() async throws {
            let clip = try ClipMaker().clip("clip.mp4", frames: 10, Self.encoding)
            let fetched = try await snapshot(of: clip.path, isAllowed: false, "--dots", "0")
            fetched.run.expectFailure(65)
            #expect(fetched.run.error.contains("not allowed"))
            #expect(fetched.server.connections == 0)
        }

        @Test("that changes, falls silent or is not there ends with 75 or 65 and one sentence")
        func bad() async throws {
            let clip = try ClipMaker().clip("clip.mp4", frames: 1500, Self.encoding)
            let changed = try await snapshot(
                of: clip.path,
                manner: { $0 < 2 ? .honest : .changed },
                "--quantity",
                "20",
                "--tolerance",
                "0"
            )
            changed.run.expectFailure(75, allowingPictures: true)
            #expect(changed.run.error.contains("changed"))
            let silent = try await snapshot(
                of: clip.path,
                manner: { $0 < 1 ? .honest : .silent },
                "--dots",
                "30",
                "--set",
                "limits.fetchSeconds=2"
            )
            silent.run.expectFailure(75)
            #expect(silent.run.error.contains("(limits.fetchSeconds)"))
            #expect(silent.run.duration < .seconds(15))
            try SnapshotRun("http://no-such-host.invalid/a.mp4", "--dots", "1").expectFailure(65)
            try SnapshotRun("HTTPS://user@host/a.mp4", "--dots", "1").expectFailure(65)
        }

        @Test("that is small is taken from a server that knows no ranges")
        func withoutRanges() async throws {
            let clip = try ClipMaker().clip("clip.mp4", frames: 50, Self.encoding)
            let fetched = try await snapshot(of: clip.path, manner: { _ in .whole }, "--dots", "1", "--report")
            #expect(try fetched.run.frames == [25])
            #expect(try fetched.run.requests == 1)
        }

        @Test("is a document or a picture as well: they are fetched whole, up to the limit")
        func documents() async throws {
            let maker = try ClipMaker()
            let picture = "\(maker.directory)/noise.png"
            let noise = "nullsrc=s=640x480,geq=random(1)*255:128:128"
            try maker.ffmpeg(["-f", "lavfi", "-i", noise, "-frames:v", "1", picture])
            let bytes = try Data(contentsOf: URL(filePath: picture))
            try await RangeServer.with(bytes) { server, address in
                let output = "\(maker.directory)/out.jpg"
                let arguments = ["thumbnail", "http://\(address)/a.png", "-o", output, "--report"]
                let allowed = ["--set", "fetch.allow=\(address)"]
                let run = try CommandRun(arguments + allowed)
                #expect(run.status == 0, "\(run.error)")
                let local = "\(maker.directory)/local.jpg"
                _ = try CommandRun(["thumbnail", picture, "-o", local])
                #expect(FileManager.default.contentsEqual(atPath: output, andPath: local))
                #expect(run.output.contains("\"bytes_fetched\":\(bytes.count)"), "\(run.output)")
                let small = try CommandRun(arguments + allowed + ["--set", "limits.fetchBytes=\(bytes.count - 1)"])
                small.expectSentence(65)
                #expect(small.error.contains("(limits.fetchBytes)"))
            }
        }
    }
}

/// A long video: a short one of 250 frames, one keyframe and sound, over and over.
private struct LongVideo {
    private static let seconds = 250.0 / 30

    private let maker: ClipMaker
    /// Its index lies behind its frames.
    let path: String

    init(_ maker: ClipMaker, size: String, rate: String, repetitions: Int) throws {
        self.maker = maker
        let short = "\(maker.directory)/short.mp4"
        path = "\(maker.directory)/long.mp4"
        let picture =
            "mandelbrot=s=480x270:rate=30:maxiter=400,scale=\(size.replacing("x", with: ":"))[m];"
            + "testsrc2=s=\(size):rate=30[t];[m][t]blend=all_opacity=0.65,noise=alls=5:allf=t:all_seed=11[v]"
        try maker.ffmpeg(
            ["-f", "lavfi", "-i", "sine=frequency=440:duration=\(Self.seconds)", "-filter_complex", picture]
                + ["-map", "[v]", "-map", "0:a", "-frames:v", "250", "-pix_fmt", "yuv420p", "-c:v", "libx264"]
                + ["-preset", "ultrafast", "-g", "250", "-b:v", rate, "-maxrate", "8M", "-bufsize", "16M"]
                + ["-c:a", "aac", "-b:a", "64k", short]
        )
        try maker.ffmpeg(["-stream_loop", "\(repetitions - 1)", "-i", short, "-c", "copy", path])
    }

    var size: Int {
        get throws { try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0 }
    }

    /// A copy whose index lies before its frames.
    func indexFirst() throws -> String {
        let other = "\(maker.directory)/index-first.mp4"
        try maker.ffmpeg(["-i", path, "-c", "copy", "-movflags", "+faststart", other])
        return other
    }

    /// Bytes of the index: what follows the frames, in a file that has it last.
    func indexSize() throws -> Int {
        let file = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
        let mark = try #require(file.range(of: Data("moov".utf8), options: .backwards))
        return file.count - mark.lowerBound + 4
    }
}
