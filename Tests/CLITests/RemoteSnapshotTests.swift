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
                ("a.ts", []), ("a.avi", []), ("a.flv", []), ("fragments.mp4", ["-movflags", "+frag_keyframe+empty_moov"]),
            ]
        )
        func containers(name: String, options: [String]) async throws {
            let maker = try ClipMaker()
            let clip = try maker.clip(name, frames: 600, sound: true, Self.encoding + ["-c:a", "aac"] + options)
            let local = try SnapshotRun(clip.path, "--dots", "1.5,12,23.9")
            let fetched = try await snapshot(of: clip.path, "--dots", "1.5,12,23.9", "--report")
            #expect(fetched.run.status == 0, "\(fetched.run.error)")
            #expect(try fetched.run.pictures == local.pictures)
            #expect(try fetched.run.frames == [37, 300, 597])
            #expect(try fetched.run.fetched == fetched.server.bytes)
            #expect(try fetched.run.requests == fetched.server.ranges.count)
            #expect(fetched.server.connections == 1)
            #expect(!fetched.server.ranges.contains(nil))
        }

        @Test("of a 10 min 1080p MP4 costs 1.2 MB for a keyframe and 2 MB for ten", arguments: [true, false])
        func tenMinutes(indexFirst: Bool) async throws {
            let maker = try ClipMaker()
            let video = try LongVideo(maker, "1080p.mp4", size: "1920x1080", seconds: 600, megabytes: 411, indexFirst)
            #expect((390_000_000...430_000_000).contains(video.size), "\(video.size) bytes")
            let one = try await snapshot(of: video.path, "--dots", "303", "--tolerance", "6000", "--report")
            #expect(one.run.status == 0, "\(one.run.error)")
            #expect(one.server.bytes <= 1_200_000, "\(one.server.bytes) bytes, \(one.server.ranges)")
            let ten = try await snapshot(of: video.path, "--quantity", "10", "--report")
            #expect(ten.run.names.count == 10)
            #expect(ten.server.bytes <= 2_000_000, "\(ten.server.bytes) bytes, \(ten.server.ranges.count) requests")
            print("10 min, index \(indexFirst ? "first" : "last"): 1 keyframe \(one.server.bytes) bytes in \(one.server.ranges.count) requests, 10 keyframes \(ten.server.bytes) in \(ten.server.ranges.count)")
        }

        @Test("of 2 h costs its index and 1 MB", arguments: [true, false])
        func twoHours(indexFirst: Bool) async throws {
            let maker = try ClipMaker()
            let video = try LongVideo(maker, "2h.mp4", size: "320x180", seconds: 7200, megabytes: 144, indexFirst)
            let fetched = try await snapshot(of: video.path, "--dots", "3603", "--tolerance", "6000", "--report")
            #expect(fetched.run.status == 0, "\(fetched.run.error)")
            let index = try video.indexSize()
            #expect(fetched.server.bytes <= index + 1_000_000, "\(fetched.server.bytes) bytes, index \(index)")
            print("2 h, index \(index) \(indexFirst ? "first" : "last"): \(fetched.server.bytes) bytes in \(fetched.server.ranges.count) requests")
        }

        @Test("is fetched up to limits.fetchBytes, which the failure names, and which --set raises")
        func limit() async throws {
            let clip = try ClipMaker().clip("clip.mp4", frames: 600, Self.encoding)
            let fetched = try await snapshot(
                of: clip.path, "--quantity", "20", "--tolerance", "0", "--set", "limits.fetchBytes=70000"
            )
            fetched.run.expectFailure(65, allowingPictures: true)
            #expect(fetched.run.error.contains("70000 bytes"))
            #expect(fetched.run.error.contains("(fetchBytes)"))
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
                of: clip.path, manner: { $0 < 2 ? .honest : .changed }, "--quantity", "20", "--tolerance", "0"
            )
            changed.run.expectFailure(75, allowingPictures: true)
            #expect(changed.run.error.contains("changed"))
            let silent = try await snapshot(
                of: clip.path, manner: { $0 < 1 ? .honest : .silent }, "--dots", "30", "--set", "limits.fetchSeconds=2"
            )
            silent.run.expectFailure(75)
            #expect(silent.run.error.contains("(fetchSeconds)"))
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
            try maker.ffmpeg(["-f", "lavfi", "-i", "nullsrc=s=640x480,geq=random(1)*255:128:128", "-frames:v", "1", picture])
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
                #expect(small.error.contains("(fetchBytes)"))
            }
        }
    }
}

/// A long video made of a short one, with sound.
private struct LongVideo {
    let path: String
    let size: Int

    /// - Parameters:
    ///   - megabytes: About how large it is.
    ///   - indexFirst: Whether its index lies before its frames.
    init(
        _ maker: ClipMaker,
        _ name: String,
        size: String,
        seconds: Int,
        megabytes: Int,
        _ indexFirst: Bool
    ) throws {
        let rate = megabytes * 8000 / seconds
        let short = "\(maker.directory)/short-\(name)"
        path = "\(maker.directory)/\(name)"
        try maker.ffmpeg(
            ["-f", "lavfi", "-i", "testsrc2=s=\(size):r=25:d=10,noise=alls=12:allf=t", "-f", "lavfi"]
                + ["-i", "sine=frequency=440:duration=10", "-c:v", "libx264", "-preset", "ultrafast", "-g", "250"]
                + ["-pix_fmt", "yuv420p", "-b:v", "\(rate - 70)k", "-maxrate", "\(rate - 70)k", "-bufsize", "\(rate)k"]
                + ["-c:a", "aac", "-b:a", "64k", short]
        )
        try maker.ffmpeg(
            ["-stream_loop", "\(seconds / 10 - 1)", "-i", short, "-c", "copy"]
                + (indexFirst ? ["-movflags", "+faststart"] : []) + [path]
        )
        self.size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    /// Bytes of `moov`.
    func indexSize() throws -> Int {
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        var position: UInt64 = 0
        while position + 16 <= UInt64(size) {
            try file.seek(toOffset: position)
            let header = try #require(try file.read(upToCount: 16))
            let numbers = header.map { UInt64($0) }
            var length = numbers[0..<4].reduce(0) { $0 << 8 | $1 }
            if length == 1 { length = numbers[8..<16].reduce(0) { $0 << 8 | $1 } }
            if header[4..<8] == Data("moov".utf8) { return Int(length) }
            try #require(length >= 8)
            position += length
        }
        return 0
    }
}
