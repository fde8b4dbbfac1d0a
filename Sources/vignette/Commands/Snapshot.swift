// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import Glibc
import Logging
import Model
import RenderProtocol
import Renderers
import ServiceLifecycle

/// `vignette snapshot`: pictures of a video file, without a server.
struct Snapshot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Takes snapshots of a video file.",
        discussion: "Pictures are named in the order of their instants: 0.jpg, 1.jpg, ..."
    )

    @OptionGroup var options: SettingsOptions
    @Argument(help: "The video file.") var video: String
    @Option(help: ArgumentHelp("Instants in seconds, e.g. 1,5.25,9.", valueName: "list")) var dots: String?
    @Option(help: ArgumentHelp("One picture every so many seconds.", valueName: "seconds")) var time: String?
    @Option(help: ArgumentHelp("So many pictures, evenly spaced.", valueName: "count")) var quantity: Int?
    @Option(help: ArgumentHelp("Milliseconds within which the nearest keyframe may stand in.", valueName: "ms"))
    var tolerance: Int64?
    @Option(help: ArgumentHelp("The longer side in pixels.", valueName: "pixels")) var maxLength = 480
    @Flag(help: "Print what each picture shows, as JSON.") var report = false
    @Option(name: .short, help: ArgumentHelp("The folder for the pictures.", valueName: "folder")) var output: String

    func validate() throws {
        guard [dots != nil, time != nil, quantity != nil].count(where: { $0 }) == 1 else {
            throw ValidationError("Give exactly one of --dots, --time and --quantity.")
        }
        guard (1...16_384).contains(maxLength) else {
            throw ValidationError("--max-length must be between 1 and 16384.")
        }
        guard tolerance ?? 0 >= 0 else { throw ValidationError("--tolerance must not be negative.") }
        _ = try instants()
    }

    func run() async throws {
        let settings = try await options.settings()
        let input = open(video, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw Exit.with(Exit.badInput, "\(video) cannot be opened.") }
        var status = stat()
        guard fstat(input, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Exit.with(Exit.badInput, "\(video) is not a file.")
        }
        let spec = SnapshotSpec(
            instants: try instants(),
            pastEnd: .lastFrame,
            maxLength: maxLength,
            tolerance: tolerance,
            pictureLimit: settings.integer(.pictures)
        )
        let pictures = try await withRenderer(settings) { pool in
            try await render(spec, from: input, with: pool, limits: RenderLimits(settings))
        }
        if report { print(try json(Report(pictures: pictures))) }
    }

    private struct Report: Encodable {
        var pictures: [Picture]
    }

    /// Writes each picture as it comes.
    private func render(
        _ spec: SnapshotSpec,
        from input: CInt,
        with pool: RendererPool,
        limits: RenderLimits
    ) async throws -> [Picture] {
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        var pictures: [Picture] = []
        var owed = 0
        let job = RenderJob(job: .snapshots(spec), limits: limits)
        let summary = try await pool.render(job, input: input) { reply in
            switch reply {
            case .media(_, let count): owed = count
            case .picture(let picture, let bytes):
                try bytes.write(to: URL(filePath: "\(output)/\(picture.index).jpg"), options: .atomic)
                pictures.append(picture)
                Terminal.progress("\(pictures.count) of \(owed) pictures", last: pictures.count == owed)
            case .done, .failed: break
            }
        }
        for note in summary.notes { Terminal.error(note) }
        return pictures
    }

    /// Runs `body` with a renderer of its own, and ends the command with one sentence when it fails.
    private func withRenderer<Result: Sendable>(
        _ settings: Settings,
        _ body: @escaping @Sendable (RendererPool) async throws -> Result
    ) async throws -> Result {
        var options = PoolOptions(settings)
        options.capacity = 1
        let pool = RendererPool(options, logger: Logger(label: "vignette") { _ in SwiftLogNoOpLogHandler() })
        do {
            return try await withThrowingTaskGroup(of: Result?.self) { group in
                group.addTask {
                    try await pool.run()
                    return nil
                }
                group.addTask { try await body(pool) }
                defer { group.cancelAll() }
                while let result = try await group.next() {
                    if let result { return result }
                }
                throw Failure(.transient, .rendererUnavailable, "The renderer could not be started.")
            }
        } catch let failure as Failure {
            throw Exit.with(failure)
        }
    }

    /// The instants that the options ask for.
    private func instants() throws -> SnapshotSpec.Instants {
        if let dots {
            return .at(try dots.split(separator: ",", omittingEmptySubsequences: false).map(Self.milliseconds).sorted())
        }
        if let time {
            let interval = try Self.milliseconds(time[...])
            guard interval > 0 else { throw ValidationError("--time must be more than zero.") }
            return .every(milliseconds: interval)
        }
        guard let quantity, (1...10_000).contains(quantity) else {
            throw ValidationError("--quantity must be between 1 and 10000.")
        }
        return .evenly(count: quantity)
    }

    /// Reads decimal seconds exactly.
    private static func milliseconds(_ text: Substring) throws -> Int64 {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : ""
        let digits = fraction.prefix(3) + String(repeating: "0", count: max(0, 3 - fraction.count))
        guard let seconds = Int64(parts[0]), (0...1_000_000_000).contains(seconds), let thousandths = Int64(digits),
            thousandths >= 0, fraction.allSatisfy(\.isASCII), fraction.allSatisfy(\.isNumber), !text.hasPrefix("+")
        else { throw ValidationError("'\(text)' is not a time in seconds.") }
        return seconds * 1000 + thousandths
    }
}
