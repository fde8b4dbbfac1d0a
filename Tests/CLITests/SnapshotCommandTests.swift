// SPDX-License-Identifier: Apache-2.0

import Foundation
import PixelImage
import TestSupport
import Testing

extension CLISuite {
    @Suite("vignette snapshot")
    struct SnapshotCommandTests {
        /// 20 seconds at 5 frames a second, a keyframe every 2 seconds.
        private let clip: Clip

        init() throws {
            let options = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "18", "-g", "10"]
            clip = try ClipMaker().clip("clip.mp4", frames: 100, rate: 5, options)
        }

        @Test("--dots gives the exact frames, in the order of their instants")
        func dots() throws {
            let run = try SnapshotRun(clip.path, "--dots", "9,1,5.25")
            #expect(run.status == 0, "\(run.error)")
            #expect(run.names == ["0.jpg", "1.jpg", "2.jpg"])
            #expect(try run.frames == [5, 26, 45])
            #expect(run.output == "")
            #expect(run.error == "")
        }

        @Test("dots past the end give the last frame")
        func pastEnd() throws {
            let run = try SnapshotRun(clip.path, "--dots", "1,20,500")
            #expect(run.status == 0, "\(run.error)")
            #expect(try run.frames == [5, 99, 99])
        }

        @Test("--time gives a picture at each multiple of the interval")
        func time() throws {
            let run = try SnapshotRun(clip.path, "--time", "2.5", "--tolerance", "0")
            #expect(run.status == 0, "\(run.error)")
            #expect(try run.frames == [0, 12, 25, 37, 50, 62, 75, 87])
        }

        @Test("--quantity gives so many pictures, evenly spaced, numbered in their order")
        func quantity() throws {
            let run = try SnapshotRun(clip.path, "--quantity", "12", "--tolerance", "0")
            #expect(run.status == 0, "\(run.error)")
            #expect(run.names == (0..<12).map { "\($0).jpg" })
            #expect(try run.frames == (0..<12).map { $0 * 100 / 12 })
        }

        @Test("--tolerance lets the nearest keyframe stand in")
        func tolerance() throws {
            #expect(try SnapshotRun(clip.path, "--dots", "3.2,7.2", "--tolerance", "1000").frames == [20, 40])
            #expect(try SnapshotRun(clip.path, "--dots", "3.2,7.2", "--tolerance", "500").frames == [16, 36])
        }

        @Test("--max-length bounds the longer side, and never enlarges")
        func maxLength() throws {
            for (length, width, height) in [("80", 80, 48), ("1000", ClipMaker.width, ClipMaker.height)] {
                let run = try SnapshotRun(clip.path, "--dots", "1", "--max-length", length)
                let picture = try JPEGDecoder().decode(try #require(try run.pictures.first), limit: 1 << 20)
                #expect(picture.width == width)
                #expect(picture.height == height)
            }
        }

        @Test("--report tells what each picture shows, as one JSON object")
        func report() throws {
            let run = try SnapshotRun(clip.path, "--dots", "1.5,4", "--report")
            #expect(run.status == 0, "\(run.error)")
            let report = try run.report
            #expect(report.map { $0["index"] as? Int } == [0, 1])
            #expect(report.map { $0["instant"] as? Int } == [1500, 4000])
            #expect(report.map { $0["is_keyframe"] as? Bool } == [false, true])
            #expect(report.map { $0["width"] as? Int } == [160, 160])
            #expect(report.map { $0["height"] as? Int } == [96, 96])
            let times = try report.map { picture in
                let time = try #require(picture["time"] as? [String: Double])
                return try #require(time["ticks"]) * #require(time["numerator"]) / #require(time["denominator"])
            }
            #expect(times == [1.4, 4])
        }

        @Test("a file that is missing, is a folder, is empty or is no video ends with 65 and one sentence")
        func badInput() throws {
            let maker = try ClipMaker()
            try withExtendedLifetime(maker) {
                try SnapshotRun("\(maker.directory)/missing.mp4", "--dots", "1").expectFailure(65)
                try SnapshotRun(maker.directory, "--dots", "1").expectFailure(65)
                let empty = try maker.file("empty.mp4", Data())
                try SnapshotRun(empty, "--dots", "1").expectFailure(65)
                let bytes = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 7) })
                let garbage = try maker.file("garbage.mp4", bytes)
                try SnapshotRun(garbage, "--quantity", "3").expectFailure(65)
            }
        }

        @Test("sound alone ends with 65 and one sentence")
        func sound() throws {
            let maker = try ClipMaker()
            try withExtendedLifetime(maker) {
                let path = "\(maker.directory)/sound.m4a"
                try maker.ffmpeg(["-f", "lavfi", "-i", "sine=duration=1", "-c:a", "aac", path])
                try SnapshotRun(path, "--quantity", "3").expectFailure(65)
            }
        }

        @Test(
            "wrong usage ends with 64",
            arguments: [
                [], ["--dots", "1", "--time", "2"], ["--dots", ""], ["--dots", "1,x"], ["--dots", "-1"],
                ["--dots", "1e3"], ["--time", "0"], ["--quantity", "0"], ["--quantity", "many"],
                ["--dots", "1", "--max-length", "0"], ["--dots", "1", "--tolerance", "-5"], ["--page", "1"],
                ["--dots", "1", "--set", "limits.nosuch=1"],
            ]
        )
        func usage(_ arguments: [String]) throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
            let run = try CommandRun(["snapshot", clip.path, "-o", folder] + arguments)
            #expect(run.status == 64, "\(run.error)")
            #expect(run.output == "")
            #expect(run.error.hasPrefix("Error: "), "\(run.error)")
            #expect(!FileManager.default.fileExists(atPath: folder))
        }

        @Test("a folder that cannot be written to ends with 1 and one sentence")
        func output() throws {
            let maker = try ClipMaker()
            let file = try maker.file("taken", Data())
            let run = try CommandRun(["snapshot", clip.path, "--dots", "1", "-o", "\(file)/pictures"])
            #expect(run.status == 1, "\(run.error)")
            #expect(run.error.wholeMatch(of: /vignette: [^\n]+\.\n/) != nil, "not one sentence: \(run.error)")
        }
    }
}
