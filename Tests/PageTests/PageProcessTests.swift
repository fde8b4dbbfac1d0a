// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Logging
import Model
import PageEngine
import RenderKit
import RenderProtocol
import Renderers
import ServiceLifecycle
import TestSupport
import Testing

/// The renderer itself, with what attacks it.
@Suite("The page renderer", .serialized)
struct PageProcessTests {
    /// What came of one job.
    struct Outcome {
        var files: [Data] = []
        var failure: Failure?
        var duration = Duration.zero
    }

    private static let sound = PDFMaker.file(.init(PDFMaker.quarters(200, 100)))

    /// Runs `body` with a pool of page renderers; the pool is gone afterwards.
    private func withPool<Result: Sendable>(_ body: (RendererPool) async throws -> Result) async throws -> Result {
        let options = PoolOptions(program: RendererLocation("page-renderer"), capacity: 2)
        let pool = RendererPool(options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pool.run() }
            let result = try await body(pool)
            group.cancelAll()
            try await group.waitForAll()
            return result
        }
    }

    private func render(_ file: Data, in pool: RendererPool, deadline: Int64 = 10_000) async throws -> Outcome {
        let limits = RenderLimits(
            addressSpace: 3 << 29,
            cpuSeconds: 20,
            deadline: deadline,
            deadlinePerPicture: 0
        )
        let job = RenderJob(job: .thumbnails(ThumbnailSpec(shapes: [.longSide(480), .longSide(96)])), limits: limits)
        var outcome = Outcome()
        let start = ContinuousClock.now
        do {
            _ = try await pool.render(job, input: try temporaryFile(file)) { reply in
                if case .picture(_, let bytes) = reply { outcome.files.append(bytes) }
            }
        } catch let failure as Failure {
            outcome.failure = failure
        }
        outcome.duration = start.duration(to: .now)
        return outcome
    }

    @Test("rehearses with pages that it can draw")
    func rehearsals() {
        #expect(PageEngine.rehearsals.count == 2)
        for rehearsal in PageEngine.rehearsals { #expect(rehearsal.run(on: PageEngine.self) == nil) }
    }

    @Test("makes the same pictures in each of its children, and none has anything of another's")
    func children() async throws {
        try await withPool { pool in
            let other = PDFMaker.file(.init(PDFMaker.fill("1 0 0", 0, 0, 200, 100)))
            let first = try await render(Self.sound, in: pool)
            let between = try await render(other, in: pool)
            let last = try await render(Self.sound, in: pool)
            #expect(first.files.count == 2)
            #expect(first.files == last.files)
            #expect(first.files != between.files)
        }
    }

    @Test("draws letters that no document brings along the same in each of its children")
    func fonts() async throws {
        try await withPool { pool in
            let font = "/Font<</F<</Type/Font/Subtype/TrueType/BaseFont/Nowhere/Encoding/WinAnsiEncoding>>>>"
            let file = PDFMaker.file(.init(resources: font, "BT /F 20 Tf 10 40 Td (Hamburgefonts) Tj ET"))
            let outcomes = [try await render(file, in: pool), try await render(file, in: pool)]
            #expect(outcomes[0].files.count == 2)
            #expect(outcomes[0].files == outcomes[1].files)
        }
    }

    /// What the corpus has of each kind of attack, with the codes that it may end with.
    static let attacks: [(String, Set<Failure.Code>)] = [
        // Streams in streams that unpack to gigabytes.
        ("p_bomb", [.limitExceeded, .rendererCrashed]),
        // Hundreds of thousands of strokes.
        ("p_paths", [.deadlineExceeded]),
    ]

    @Test(
        "ends what would take too much, on time, and goes on",
        .enabled(if: CorpusFile.isExpected),
        arguments: attacks
    )
    func attack(_ name: String, _ codes: Set<Failure.Code>) async throws {
        let file = try Data(contentsOf: URL(filePath: "\(CorpusFile.folder)/attack/\(name).pdf"))
        try await withPool { pool in
            let outcome = try await render(file, in: pool)
            #expect(outcome.failure?.class == .resource)
            #expect(outcome.failure.map { codes.contains($0.code) } == true, "\(outcome.failure as Any)")
            #expect(outcome.duration < .milliseconds(10_500))
            #expect(pool.processIDs().children.isEmpty)
            #expect(try await render(Self.sound, in: pool).files.count == 2)
        }
    }

    @Test("makes a small picture of a page beyond all measure", .enabled(if: CorpusFile.isExpected))
    func hugePage() async throws {
        let file = try Data(contentsOf: URL(filePath: "\(CorpusFile.folder)/attack/p_huge.pdf"))
        try await withPool { pool in
            let outcome = try await render(file, in: pool)
            #expect(outcome.failure == nil)
            #expect(outcome.files.count == 2)
            #expect(outcome.duration < .seconds(2))
        }
    }

    @Test(
        "gives pictures or clean failures for the corpus, each in a child of its own",
        .enabled(if: CorpusFile.isExpected)
    )
    func corpus() async throws {
        try await withPool { pool in
            for row in CorpusFile.pdfs {
                let outcome = try await render(row.read(), in: pool)
                let hasFailed = outcome.failure?.class == .permanent
                switch row.expectation {
                case .picture: #expect(outcome.files.count == 2, "\(row.name)")
                case .failure: #expect(hasFailed, "\(row.name)")
                case .either: #expect(hasFailed || outcome.files.count == 2, "\(row.name)")
                }
                #expect(outcome.duration < .seconds(5), "\(row.name)")
            }
            #expect(pool.processIDs().children.isEmpty)
        }
    }
}
