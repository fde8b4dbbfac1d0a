// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension CLISuite {
    @Suite("vignette thumbnail")
    struct ThumbnailCommandTests {
        private let maker: ClipMaker

        init() throws {
            maker = try ClipMaker()
        }

        private func run(_ file: String, _ arguments: String...) throws -> (
            status: Int32, output: String, error: String
        ) {
            let run = try CommandRun(["thumbnail", file] + arguments)
            return (run.status, run.output, run.error)
        }

        private func bytes(_ name: String) throws -> Data {
            try Data(contentsOf: URL(filePath: "\(maker.directory)/\(name)"))
        }

        @Test("makes a picture of each kind of file", arguments: ["clip.mp4", "note.txt", "page.pdf", "drawing.png"])
        func kinds(name: String) throws {
            let file = try make(name)
            let result = try run(file, "--max-length", "200", "-o", "\(maker.directory)/out.jpg")
            #expect(result.status == 0, "\(result.error)")
            #expect(try bytes("out.jpg").starts(with: [0xFF, 0xD8, 0xFF]))
        }

        @Test("chooses the format by the name of the output, or by --format")
        func formats() throws {
            let file = try make("drawing.png")
            #expect(try run(file, "-o", "\(maker.directory)/out.webp").status == 0)
            #expect(try bytes("out.webp").starts(with: Array("RIFF".utf8)))
            #expect(try run(file, "--format", "png", "-o", "\(maker.directory)/out").status == 0)
            #expect(try bytes("out").starts(with: [0x89, 0x50, 0x4E, 0x47]))
        }

        @Test("--report tells what the file is")
        func report() throws {
            let result = try run(try make("clip.mp4"), "--at", "1.2", "--report", "-o", "\(maker.directory)/out.jpg")
            let report = try #require(
                try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
            )
            #expect((report["media"] as? [String: Any])?["container"] as? String == "mov")
            #expect((report["picture"] as? [String: Any])?["instant"] as? Int == 1200)
        }

        @Test("--report tells how the frame was chosen where none was named")
        func cover() throws {
            let path = "\(maker.directory)/dark.mp4"
            try maker.ffmpeg([
                "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=4", "-vf",
                "drawbox=color=black:t=fill:enable='lt(t,2)',format=yuv420p", "-c:v", "libx264", path,
            ])
            let result = try run(path, "--report", "-o", "\(maker.directory)/out.jpg")
            struct Report: Decodable {
                struct Picture: Decodable {
                    var instant: Int
                    var report: Frame
                }
                struct Frame: Decodable {
                    var cover: Cover
                }
                struct Cover: Decodable {
                    var outcome: String
                    var candidates: [Candidate]
                }
                struct Candidate: Decodable {
                    var rejected_for: [String]
                    var chosen: Bool
                }
                var picture: Picture
            }
            let picture = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8)).picture
            #expect(picture.instant >= 2000)
            #expect(picture.report.cover.outcome == "better")
            #expect(picture.report.cover.candidates.first?.rejected_for == ["black"])
            #expect(picture.report.cover.candidates.first(where: \.chosen)?.rejected_for == [])
        }

        @Test("ends with 65 for a bad file, and with 64 for wrong usage")
        func failures() throws {
            let broken = try maker.file("broken.pdf", Data("%PDF-1.7 nothing else".utf8))
            let result = try run(broken, "-o", "\(maker.directory)/out.jpg")
            #expect(result.status == 65)
            #expect(result.error.hasPrefix("vignette: ") && result.error.split(separator: "\n").count == 1)
            #expect(!FileManager.default.fileExists(atPath: "\(maker.directory)/out.jpg"))
            #expect(try run(broken, "-o", "\(maker.directory)/out.bmp").status == 64)
            #expect(try run(broken, "--page", "0", "-o", "\(maker.directory)/out.jpg").status == 64)
            #expect(try run("\(maker.directory)/missing.pdf", "-o", "\(maker.directory)/out.jpg").status == 65)
        }

        private func make(_ name: String) throws -> String {
            switch name {
            case "clip.mp4":
                return try maker.clip(name, frames: 20, rate: 5, ["-c:v", "libx264", "-preset", "ultrafast"]).path
            case "note.txt":
                return try maker.file(name, Data("A note.\n你好，世界。\n".utf8))
            case "page.pdf":
                return try maker.file(name, Data(Self.pdf.utf8))
            default:
                try maker.ffmpeg([
                    "-f", "lavfi", "-i", "testsrc=size=320x240:duration=1", "-frames:v", "1",
                    "\(maker.directory)/\(name)",
                ])
                return "\(maker.directory)/\(name)"
            }
        }

        /// One red page; its cross-reference table is left to the reader to rebuild.
        private static let pdf = """
            %PDF-1.4
            1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
            2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
            3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R>>endobj
            4 0 obj<</Length 28>>stream
            1 0 0 rg 0 0 300 200 re f
            endstream endobj
            trailer<</Root 1 0 R>>
            %%EOF
            """
    }
}
