// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Logging
import Model
import NIOCore
import RenderProtocol
import Renderers
import Synchronization
import Testing

extension ProcessTests {
    /// Renders of sources that are not on this machine, with children that may ask for anything.
    @Suite("A source that its host reads")
    struct RangedRenderTests {
        @Test("is rendered as a file is, by the renderer that reads it by range and by those that read all of it")
        func rendering() async throws {
            try await withFleet { fleet in
                for job in [RenderRequest.Job.frames, .thumbnail] {
                    let source = CommandSource("pictures 3")
                    let summary = try await fleet.render(job, source: source) { _ in }
                    #expect(summary.pictures == 3)
                    #expect(summary.fetched == SourceUse(bytes: 10, requests: 1))
                }
                // From one to the next: fetched once all the same.
                let source = CommandSource("elsewhere")
                await #expect(throws: RenderTrouble.self) {
                    _ = try await fleet.render(.frames, source: source) { _ in }
                }
                #expect(source.use.requests == 1)
            }
        }

        @Test(
            "is not read past its end, before its start, beyond a request's size, or for nothing",
            arguments: [
                "0 0", "0 -1", "-1 5", "0 1000", "100 1", "9223372036854775807 1", "-9223372036854775808 1",
                "0 4194305", "0 9223372036854775807", "5 9223372036854775803", "0 5 0 5", "0 1 0 1 0 1 0 1",
            ]
        )
        func greed(request: String) async throws {
            try await withFleet { fleet in
                let source = CommandSource("ask \(request)")
                let trouble = await #expect(throws: RenderTrouble.self) {
                    _ = try await fleet.render(.frames, source: source) { _ in }
                }
                #expect(trouble?.failure.code == .rendererCrashed)
                #expect(
                    trouble?.failure.evidence?.hasPrefix("protocol: ") == true,
                    "\(trouble?.failure.evidence ?? "")"
                )
                let made = try await pictures(fleet, CommandSource("pictures 1"))
                #expect(made == 1)
            }
        }

        @Test("is what its failure is of, whatever the renderer says, and not the file's fault")
        func failing() async throws {
            let lost = Failure(.permanent, .fetchFailed, "The source could not be fetched.", evidence: "told to")
            try await withFleet { fleet in
                for job in [RenderRequest.Job.frames, .thumbnail] {
                    let source = CommandSource("pictures 3") { () throws(Failure) in throw lost }
                    let failure = await #expect(throws: Failure.self) {
                        _ = try await fleet.render(job, source: source) { _ in }
                    }
                    #expect(failure == lost)
                }
            }
        }

        @Test("is held to the limit of what is fetched, whoever reads it", arguments: [true, false])
        func limit(byRange: Bool) async throws {
            try await withFleet(fetchBytes: 5) { fleet in
                let source = CommandSource("pictures 3")
                let failure = await #expect(throws: Failure.self) {
                    _ = try await fleet.render(byRange ? .frames : .thumbnail, source: source) { _ in }
                }
                #expect(failure?.code == .limitExceeded)
                #expect(failure?.message.contains("(limits.fetchBytes)") == true)
                #expect(source.use.bytes == 0)
            }
        }

        @Test("does not cost its renderer the time that it takes to come")
        func patience() async throws {
            try await withFleet(deadline: 500) { fleet in
                let source = CommandSource("pictures 3") { try? await Task.sleep(for: .seconds(1)) }
                let made = try await pictures(fleet, source)
                #expect(made == 3)
                let hanging = CommandSource("hang 0")
                let start = ContinuousClock.now
                let trouble = await #expect(throws: RenderTrouble.self) {
                    _ = try await fleet.render(.frames, source: hanging) { _ in }
                }
                #expect(trouble?.failure.code == .deadlineExceeded)
                #expect(start.duration(to: .now) < .seconds(3))
            }
        }

        @Test("is let go of when its render is cancelled, and its renderer with it")
        func cancellation() async throws {
            try await withFleet { fleet in
                let (asked, continuation) = AsyncStream.makeStream(of: Void.self)
                let source = CommandSource("pictures 3") {
                    continuation.yield()
                    try? await Task.sleep(for: .seconds(60))
                }
                let start = ContinuousClock.now
                await #expect(throws: CancellationError.self) {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { _ = try await fleet.render(.frames, source: source) { _ in } }
                        for await _ in asked { break }
                        group.cancelAll()
                        try await group.waitForAll()
                    }
                }
                #expect(start.duration(to: .now) < .seconds(10))
                let made = try await pictures(fleet, CommandSource("pictures 1"))
                #expect(made == 1)
            }
        }

        @Test("leaves no descriptor behind")
        func leaks() async throws {
            try await withFleet { fleet in
                func round() async throws {
                    for command in ["pictures 2", "ask 0 0", "fail", "exit 3"] {
                        _ = try? await fleet.render(.frames, source: CommandSource(command)) { _ in }
                        _ = try? await fleet.render(.thumbnail, source: CommandSource(command)) { _ in }
                    }
                }
                try await round()
                let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
                for _ in 0..<5 { try await round() }
                try await eventually("descriptors are left") {
                    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? .max <= before + 2
                }
            }
        }

        private func pictures(_ fleet: RendererFleet, _ source: CommandSource) async throws -> Int {
            try await fleet.render(.frames, source: source) { _ in }.pictures
        }

        private func withFleet(
            fetchBytes: Int64 = 1 << 20,
            deadline: Int64 = 20_000,
            _ body: (RendererFleet) async throws -> Void
        ) async throws {
            var limits = RenderLimits.within(deadline)
            limits.fetchBytes = fetchBytes
            try await RendererTests.withFleet(limits: limits, body)
        }
    }
}

/// A source that holds what a renderer is to do.
private final class CommandSource: RangedSource {
    private let text: [UInt8]
    private let state = Mutex(SourceUse())
    private let first: @Sendable () async throws(Failure) -> Void

    /// - Parameter first: What is done before anything is read.
    init(_ text: String, first: @escaping @Sendable () async throws(Failure) -> Void = {}) {
        self.text = Array(text.utf8)
        self.first = first
    }

    var size: Int64 { Int64(text.count) }
    var use: SourceUse { state.withLock(\.self) }

    func read(_ range: Range<Int64>) async throws(Failure) -> ByteBuffer {
        try await first()
        state.withLock { use in
            use.requests += 1
            use.bytes += Int64(range.count)
        }
        return ByteBuffer(bytes: text[Int(range.lowerBound)..<Int(range.upperBound)])
    }
}

extension RenderRequest.Job {
    /// The video renderer's.
    fileprivate static let frames = snapshots(SnapshotSpec(instants: .evenly(count: 10)))
    /// That of the renderer for texts.
    fileprivate static let thumbnail = thumbnails(
        ThumbnailSpec(shapes: [.longSide(100), .longSide(50), .longSide(20)])
    )
}
