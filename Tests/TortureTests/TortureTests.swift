// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite("Damaged files, through a server", .enabled("the corpus is there") { CorpusFile.isExpected })
struct TortureTests {
    /// What a render may take by default, in seconds, of one picture.
    private static let deadlines = [
        "image-renderer": 5, "page-renderer": 10, "video-renderer": 25, "office-renderer": 45,
    ]
    /// How late a render may be gone.
    private static let patience = Duration.seconds(2)
    /// Files that are sent at once; the server takes fewer at a time.
    private static let senders = 4

    @Test("cost renders at most: the server goes on, in time, and nothing is left behind")
    func torture() async throws {
        try await CorpusSite.with {
            let site = try CorpusSite.current
            try await Self.warm(site)
            let pid = try #require(site.server.pid)
            let before = Holdings(of: site.server)
            let zygotes = Set(Processes.zygotes(of: pid))
            let watch = RenderWatch(pid)
            let files = Self.files
            let begin = ContinuousClock.now

            let ends = try await Self.ends(of: files, site)

            watch.stop()
            // Of a few files the short renders of one kind may all end between two looks.
            let seen = Set(watch.longest.keys)
            #expect(Proof.isFull ? seen == Set(Self.deadlines.keys) : !seen.isEmpty, "renders that were not seen")
            let growth = try await Self.growth(of: site.server, since: before)
            #expect(growth == [])
            #expect(Set(Processes.zygotes(of: pid)) == zygotes, "zygotes that died")
            for (program, age) in watch.longest.sorted(by: { $0.key < $1.key }) {
                let deadline = try #require(Self.deadlines[program], "\(program)")
                print("TORTURE \(program): the longest render took \(age)")
                #expect(age <= .seconds(deadline) + Self.patience, "\(program) missed its deadline")
            }
            print(
                "TORTURE \(ends.count) damaged files of \(files.count), seed \(Proof.seed): \(begin.duration(to: .now))"
            )
            for (end, count) in Self.counts(ends.map(\.end)) { print("TORTURE   \(count) × \(end)") }
            try Self.report(try Casualty.all(of: site.server), ends, site.canary)
        }
    }

    /// A file that was sent, and what the server made of it.
    private struct Sent {
        let damaged: String
        let file: CorpusFile
        let sha256: String
        /// `picture`, or the code of the failure.
        let end: String
    }

    /// The codes of failures that a file can be to blame for.
    private static let clean: Set<String> = [
        "unsupported_media", "damaged_media", "encrypted_media", "no_video", "no_pictures", "limit_exceeded",
        "deadline_exceeded", "renderer_crashed", "quarantined", "not_supported", "upload_missing",
    ]

    /// All files, or a sample of them.
    private static var files: [CorpusFile] {
        var generator = SeededGenerator(seed: Proof.seed)
        let all = (CorpusFile.all + CorpusFile.attacks).shuffled(using: &generator)
        return Array(all.prefix(Proof.count(sample: 20, full: all.count)))
    }

    /// What the server holds beyond what it held before, once connections that end have ended.
    private static func growth(of server: ServerProcess, since before: Holdings) async throws -> [String] {
        var growth = Holdings(of: server).growth(since: before)
        let end = ContinuousClock.now + .seconds(10)
        while !growth.isEmpty, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(100))
            growth = Holdings(of: server).growth(since: before)
        }
        return growth
    }

    /// Has every renderer open what it opens once and for all.
    private static func warm(_ site: CorpusSite) async throws {
        for kind in ["video", "image", "pdf", "office"] {
            let file = try #require(CorpusFile.all.first { $0.kind == kind && $0.expectation == .picture })
            #expect(try await site.render(try file.read()).status == 200)
        }
    }

    /// Sends all damaged versions of `files`.
    private static func ends(of files: [CorpusFile], _ site: CorpusSite) async throws -> [Sent] {
        try await withThrowingTaskGroup(of: [Sent].self) { group in
            var (waiting, sent) = (files[...], [Sent]())
            for _ in 0..<senders {
                if let file = waiting.popFirst() { group.addTask { try await ends(of: file, site) } }
            }
            while let done = try await group.next() {
                sent += done
                if let file = waiting.popFirst() { group.addTask { try await ends(of: file, site) } }
            }
            return sent
        }
    }

    private static func ends(of file: CorpusFile, _ site: CorpusSite) async throws -> [Sent] {
        var sent: [Sent] = []
        for damaged in try DamagedFile.all(of: file, aimedAt: site.canary) {
            let end = try await end(of: try await site.render(damaged.bytes), site)
            #expect(end == "picture" || clean.contains(end), "\(damaged): \(end), seed \(Proof.seed)")
            #expect(!site.canary.wasCalled, "\(damaged), seed \(Proof.seed)")
            let sha256 = damaged.bytes.sha256
            sent.append(Sent(damaged: damaged.description, file: file, sha256: sha256, end: end))
        }
        return sent
    }

    /// `picture`, the code of the failure, or the answer itself where it is neither.
    private static func end(of answer: Answer, _ site: CorpusSite) async throws -> String {
        if answer.status == 200, answer.headers.first(name: "content-type") == "image/jpeg" {
            return answer.body.starts(with: [0xFF, 0xD8, 0xFF]) ? "picture" : "\(answer)"
        }
        guard answer.status == 202, let id = answer.headers.first(name: "x-task-id") else {
            return answer.tree.code.text ?? "\(answer)"
        }
        // Two tries at an office document may take longer than a client waits.
        for _ in 0..<240 {
            let task = try await site.task(id)
            if let code = task.failure.code.text { return code }
            if task.state.text == "SUCCEED" { return "picture" }
            try await Task.sleep(for: .milliseconds(500))
        }
        return "no end"
    }

    /// Prints how many children died of what, and which files did it; and keeps those in `VIGNETTE_FINDINGS`.
    private static func report(_ casualties: [Casualty], _ ends: [Sent], _ canary: Canary) throws {
        for (cause, count) in counts(casualties.map { "\($0.program): \($0.cause)" }) {
            print("TORTURE \(count) tries ended in \(cause)")
        }
        let files = Dictionary(ends.map { ($0.sha256, $0) }, uniquingKeysWith: { first, _ in first })
        for casualty in casualties {
            let sent = try #require(files[casualty.sha256], "\(casualty)")
            print("TORTURE   \(sent.damaged): \(casualty.program): \(casualty.evidence)")
            #expect(!casualty.isForbiddenCall, "\(sent.damaged): a call that the filter lacks, seed \(Proof.seed)")
            guard let folder = ProcessInfo.processInfo.environment["VIGNETTE_FINDINGS"] else { continue }
            let damaged = try DamagedFile.all(of: sent.file, aimedAt: canary).first { $0.description == sent.damaged }
            try damaged?.bytes.write(to: URL(filePath: folder).appending(path: casualty.sha256))
        }
    }

    private static func counts(_ words: [String]) -> [(String, Int)] {
        Dictionary(grouping: words) { $0 }.map { ($0.key, $0.value.count) }.sorted { $0.0 < $1.0 }
    }
}
