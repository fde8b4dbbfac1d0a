// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import Glibc
import Logging
import Model
import RenderProtocol
import Renderers
import ServiceLifecycle
import UnixSignals
import UseCases

/// A render for one command, without a server: with renderers of its own, which end with it.
struct LocalRender {
    let settings: Settings

    /// Renders `file`, which is a path or a web address, and ends the command with one sentence when that fails.
    func run(
        _ job: RenderRequest.Job,
        file: String,
        onReply: @escaping @Sendable (RenderReply) async throws -> Void
    ) async throws -> RenderSummary {
        guard Self.isAddress(file) else {
            let input = try Self.open(file)
            return try await run { try await $0.render(job, input: input, onReply: onReply) }
        }
        let fetcher = SourceFetcher(addressGuard: try addressGuard())
        let limits = FetchLimits(
            bytes: Int64(settings.integer(.sourceBytes)),
            total: settings.seconds(.sourceSeconds)
        )
        return try await run { fleet in
            try await fetcher.withSource(file, limits: limits) { source in
                try await fleet.render(job, source: source, onReply: onReply)
            }
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        ["http://", "https://"].contains { text.lowercased().hasPrefix($0) }
    }

    private func addressGuard() throws -> AddressGuard {
        do {
            return try settings.addressGuard()
        } catch let error as SettingsError {
            throw ValidationError("\(error)")
        }
    }

    /// Has `render` use renderers that end with it.
    private func run(
        _ render: @escaping @Sendable (RendererFleet) async throws -> RenderSummary
    ) async throws -> RenderSummary {
        let workFolder = PoolOptions.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: workFolder) }
        let fleet = try RendererFleet(
            settings,
            warm: [],
            workFolder: workFolder,
            logger: Logger(label: "vignette") { _ in SwiftLogNoOpLogHandler() }
        )
        do {
            return try await withThrowingTaskGroup(of: RenderSummary?.self) { group in
                group.addTask {
                    try await fleet.run()
                    return nil
                }
                group.addTask { try await render(fleet) }
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { throw Interrupted() }
                    return nil
                }
                defer { group.cancelAll() }
                while let summary = try await group.next() {
                    if let summary { return summary }
                }
                throw Failure(.transient, .rendererUnavailable, "The renderer could not be started.")
            }
        } catch let trouble as RenderTrouble {
            throw Exit.with(trouble.failure)
        } catch let failure as Failure {
            throw Exit.with(failure.told)
        } catch is Interrupted {
            throw Exit.interrupted
        }
    }

    /// Somebody wants the command to end: its renderers and their files go first.
    private struct Interrupted: Error {}

    private static func open(_ path: String) throws -> CInt {
        let input = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw Exit.with(Exit.badInput, "\(path) cannot be opened.") }
        var status = stat()
        guard fstat(input, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(input)
            throw Exit.with(Exit.badInput, "\(path) is not a file.")
        }
        return input
    }
}
