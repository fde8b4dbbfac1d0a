// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension CLISuite {
    @Suite("vignette snapshot, on the corpus", .enabled("the corpus is there") { CorpusFile.isExpected })
    struct CorpusTests {
        @Test("gives pictures of what can be decoded, and one sentence for the rest")
        func videos() async throws {
            let videos = CorpusFile.all.filter { $0.kind == "video" }
            #expect(videos.count >= 90)
            try await twoAtATime(videos) { video in
                let run = try SnapshotRun(video.path, "--quantity", "3", "--report")
                #expect(run.duration < .seconds(30), "\(video.name)")
                switch (video.expectation, run.status) {
                case (.picture, 0), (.either, 0): try Self.checkPictures(of: run, video)
                // Better than the reference is no fault.
                case (.failure, 0) where video.isUnknownToReference: try Self.checkPictures(of: run, video)
                case (.failure, 65), (.either, 65):
                    run.expectFailure(65)
                    #expect(run.duration < .seconds(5), "\(video.name)")
                default: Issue.record("\(video.name): status \(run.status) \(run.error)")
                }
            }
        }

        /// There are three, and they differ where those of the ffmpeg program at the same instants differ.
        ///
        /// Of damaged files they need not: there the program takes a later frame for one that is not there.
        private static func checkPictures(of run: SnapshotRun, _ video: CorpusFile) throws {
            let pictures = try run.pictures
            try #require(pictures.count == 3, "\(video.name): \(run.names)")
            let instants = try run.report.map { try #require($0["instant"] as? Int) }
            #expect(instants.count == 3 && instants == instants.sorted(), "\(video.name): \(instants)")
            guard video.expectation == .picture, Set(pictures).count == 1 else { return }
            let references = try instants.map { try reference(video.path, milliseconds: $0) }
            // Where ffmpeg gives nothing there is nothing to compare with.
            guard !references.contains(Data()) else { return }
            #expect(Set(references).count == 1, "\(video.name): three equal pictures at \(instants)")
        }

        /// The pixels that the ffmpeg program decodes at an instant; empty when it gives none.
        private static func reference(_ path: String, milliseconds: Int) throws -> Data {
            let maker = try ClipMaker()
            let picture = "\(maker.directory)/picture.ppm"
            let time = "\(milliseconds / 1000).\(String(format: "%03d", milliseconds % 1000))"
            try? maker.ffmpeg(["-v", "fatal", "-ss", time, "-i", path, "-frames:v", "1", picture])
            return withExtendedLifetime(maker) { FileManager.default.contents(atPath: picture) ?? Data() }
        }

        @Test("attacks end with pictures or 65, in time, and nothing is connected to")
        func attacks() async throws {
            let canary = try Canary()
            let maker = try ClipMaker()
            let attacks = try CorpusFile.attacks.map { attack in
                try maker.file(
                    URL(filePath: attack.path).lastPathComponent,
                    Canary.aimed(try attack.read(), at: canary)
                )
            }
            #expect(attacks.count >= 25)
            try await twoAtATime(attacks) { path in
                let run = try SnapshotRun(path, "--quantity", "3")
                #expect(run.status == 0 || run.status == 65, "\(path): \(run.status) \(run.error)")
                #expect(run.duration < .seconds(30), "\(path)")
                // What names other files is no video.
                if path.contains(/\/(hls|cc|sdp|dash)[^\/]*$/) { run.expectFailure(65) }
            }
            withExtendedLifetime(maker) {}
            #expect(!canary.wasCalled)
        }

        /// Calls `body` with each item, for two of them at once.
        private func twoAtATime<Item: Sendable>(
            _ items: [Item],
            _ body: @escaping @Sendable (Item) throws -> Void
        ) async throws {
            try await withThrowingTaskGroup { group in
                for offset in 0..<2 {
                    group.addTask {
                        for index in stride(from: offset, to: items.count, by: 2) { try body(items[index]) }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
