// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
package import Logging
package import Model
import NIOCore
package import RenderProtocol
import ServiceLifecycle

/// All renderers: finds the one for a file, and follows it when that says whose the file is.
package final class RendererFleet: Service {
    /// How often a file is sent on.
    private static let redirections = 2

    private let pools: [RendererKind: RendererPool]
    private let programs: [RendererKind: RendererLocation]
    private let limits: [RendererKind: RenderLimits]
    /// Where sources are copied to that are read whole.
    private let copyFolder: String

    /// What a pool is given to render.
    private enum Input {
        /// A descriptor of a regular file, which the pool closes.
        case file(CInt)
        case source(SourceWindow)
    }

    /// - Parameters:
    ///   - options: How the pool of each renderer is run; a kind without them is not available.
    ///   - limits: What a job of each renderer may use.
    package init(
        _ options: [RendererKind: PoolOptions],
        limits: [RendererKind: RenderLimits],
        logger: Logger
    ) {
        pools = options.mapValues { RendererPool($0, logger: logger) }
        programs = options.mapValues(\.program)
        self.limits = limits
        copyFolder = options.values.first?.workFolder ?? PoolOptions.temporaryFolder()
    }

    /// Keeps the renderers until the service is shut down.
    package func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for pool in pools.values { group.addTask { try await pool.run() } }
        }
    }

    /// How one renderer is.
    package struct State: Sendable {
        package var kind: RendererKind
        /// Whether it takes jobs.
        package var isReady: Bool
        /// Why it does not.
        package var fault: String?
        /// How its children are locked in: the name of a ``SandboxLevel``, or `nil` before it was first started.
        package var sandbox: String?
    }

    /// Each renderer, and how it is.
    package func states() -> [State] {
        RendererKind.allCases.compactMap { kind in
            pools[kind].map { pool in
                State(kind: kind, isReady: pool.isReady(), fault: pool.fault(), sandbox: pool.sandbox()?.level.rawValue)
            }
        }
    }

    /// What the renderer of that kind is; `nil` where there is none.
    package func engine(of kind: RendererKind) -> RendererEngine? {
        guard let program = programs[kind], let limits = limits[kind] else { return nil }
        return RendererEngine(kind: kind, program: program, limits: limits)
    }

    /// Renders one file in a process of its own.
    ///
    /// Snapshots are the video renderer's. For thumbnails the file's first bytes choose the renderer.
    ///
    /// - Parameters:
    ///   - job: What to render.
    ///   - input: A descriptor of the regular file to render, open for reading; the fleet closes it.
    ///   - onReply: As ``RendererPool/render(_:input:onReply:)`` has it.
    /// - Returns: What the renderer told with its last word.
    /// - Throws: ``RenderTrouble`` where the file is to blame, ``Failure`` where it is not; what `onReply` throws;
    ///   `CancellationError`.
    package func render(
        _ job: RenderRequest.Job,
        input: CInt,
        onReply: (RenderReply) async throws -> Void
    ) async throws -> RenderSummary {
        let input = Descriptor(owning: input)
        let first = Self.firstRenderer(for: job, of: input.number)
        return try await follow(job, from: first) { kind in
            try await render(job, on: kind, from: .file(copy(of: input)), onReply)
        }
    }

    /// Renders one source that is not on this machine.
    ///
    /// The video renderer reads it by range; for the others, which need all of it, it is copied first.
    ///
    /// - Parameters:
    ///   - job: What to render.
    ///   - source: Where the bytes come from.
    ///   - onReply: As ``RendererPool/render(_:input:onReply:)`` has it.
    /// - Returns: What the renderer told with its last word, and what was fetched.
    /// - Throws: As ``render(_:input:onReply:)``; a ``Failure`` of the source, or of the limit on what is fetched.
    package func render(
        _ job: RenderRequest.Job,
        source: any RangedSource,
        onReply: (RenderReply) async throws -> Void
    ) async throws -> RenderSummary {
        let window = SourceWindow(source, within: limits[.video] ?? RenderLimits())
        let first = try await Self.firstRenderer(for: job, of: window)
        do {
            var summary = try await follow(job, from: first) { kind in
                guard kind != .video else { return try await render(job, on: kind, from: .source(window), onReply) }
                let file = try await window.file(in: copyFolder)
                return try await render(job, on: kind, from: .file(file.release()), onReply)
            }
            summary.fetched = source.use
            return summary
        } catch let trouble as SourceTrouble {
            throw trouble.failure
        }
    }

    /// Has `render` try one renderer, and then those that are named to it.
    private func follow(
        _ job: RenderRequest.Job,
        from first: RendererKind,
        _ render: (RendererKind) async throws -> RenderResult
    ) async throws -> RenderSummary {
        var kind = first
        var before: [RendererKind] = []
        do {
            for _ in 0...Self.redirections {
                switch try await render(kind) {
                case .done(let summary): return summary
                case .elsewhere(let other):
                    before.append(kind)
                    kind = other
                }
            }
        } catch var trouble as RenderTrouble {
            trouble.renderers = before + trouble.renderers
            throw trouble
        }
        let failure = Failure(.permanent, .unsupportedMedia, "The format of the file is not supported.")
        throw RenderTrouble(failure: failure, renderers: before)
    }

    private static func firstRenderer(for job: RenderRequest.Job, of input: CInt) -> RendererKind {
        guard case .thumbnails = job else { return .video }
        var head = [UInt8](repeating: 0, count: FileSignature.length)
        let count = unsafe pread(input, &head, head.count, 0)
        return FileSignature.renderer(for: Array(head.prefix(max(0, count))))
    }

    private static func firstRenderer(
        for job: RenderRequest.Job,
        of source: SourceWindow
    ) async throws(Failure) -> RendererKind {
        guard case .thumbnails = job else { return .video }
        let head = try await source.bytes(in: 0..<min(source.size, Int64(FileSignature.length)))
        return FileSignature.renderer(for: head.flatMap { Array($0.readableBytesView) })
    }

    private func copy(of input: borrowing Descriptor) throws(Failure) -> CInt {
        do throws(SocketError) {
            return try input.duplicated().release()
        } catch {
            throw JobOutcome.unavailable("\(error)")
        }
    }

    /// Has `kind` render the job.
    ///
    /// WebP and AVIF are the image renderer's to write: the others make PNG, which it turns into them.
    private func render(
        _ job: RenderRequest.Job,
        on kind: RendererKind,
        from input: Input,
        _ onReply: (RenderReply) async throws -> Void
    ) async throws -> RenderResult {
        guard let pool = pools[kind], let limits = limits[kind] else {
            if case .file(let descriptor) = input { close(descriptor) }
            throw Failure(.permanent, .notSupported, "Files of this kind are not rendered by this installation.")
        }
        guard case .thumbnails(var spec) = job, kind != .image, spec.format == .webp || spec.format == .avif else {
            return try await render(job, in: pool, of: kind, limits, from: input, onReply)
        }
        let format = spec.format
        spec.format = .png
        return try await render(.thumbnails(spec), in: pool, of: kind, limits, from: input) { reply in
            guard case .picture(let picture, let bytes) = reply else { return try await onReply(reply) }
            do {
                try await onReply(.picture(picture, try await converted(bytes, to: format)))
            } catch var trouble as RenderTrouble {
                trouble.renderers = [kind] + trouble.renderers
                throw trouble
            }
        }
    }

    /// Has a pool render the job, and tells what the file is to blame for from what it is not.
    private func render(
        _ job: RenderRequest.Job,
        in pool: RendererPool,
        of kind: RendererKind,
        _ limits: RenderLimits,
        from input: Input,
        _ onReply: (RenderReply) async throws -> Void
    ) async throws -> RenderResult {
        let job = RenderJob(job: job, limits: limits)
        func told(_ reply: RenderReply) async throws {
            do {
                try await onReply(reply)
            } catch {
                throw ConsumerError(error: error)
            }
        }
        do {
            switch input {
            case .file(let descriptor): return try await pool.render(job, input: descriptor, onReply: told)
            case .source(let source): return try await pool.render(job, source: source, onReply: told)
            }
        } catch let consumer as ConsumerError {
            throw consumer.error
        } catch let failure as Failure where failure.class == .permanent || failure.class == .resource {
            throw RenderTrouble(failure: failure, renderers: [kind])
        }
    }

    /// What a consumer of replies threw, kept apart from what its job failed of.
    private struct ConsumerError: Error {
        var error: any Error
    }

    /// The same picture in another format.
    private func converted(_ picture: Data, to format: PictureFormat) async throws -> Data {
        guard let pool = pools[.image], let limits = limits[.image] else {
            throw Failure(.permanent, .notSupported, "This installation does not write \(format.rawValue).")
        }
        let input: CInt
        do throws(SocketError) {
            input = try Descriptor(memoryFile: picture).release()
        } catch {
            throw JobOutcome.unavailable("\(error)")
        }
        let spec = ThumbnailSpec(shapes: [PictureShape(percent: 100)], format: format)
        var converted: Data?
        _ = try await render(.thumbnails(spec), in: pool, of: .image, limits, from: .file(input)) { reply in
            if case .picture(_, let bytes) = reply { converted = bytes }
        }
        guard let converted else {
            let failure = JobOutcome.crash("the image renderer did not take a PNG")
            throw RenderTrouble(failure: failure, renderers: [.image])
        }
        return converted
    }
}
