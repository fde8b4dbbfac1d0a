// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import Model
import RenderProtocol
import Synchronization

/// `vignette snapshot`: pictures of a video file, without a server.
struct Snapshot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Takes snapshots of a video.",
        discussion: "Pictures are named in the order of their instants: 0.jpg, 1.jpg, ..."
    )

    @OptionGroup var options: SettingsOptions
    @Argument(help: "The video: a file, or an http or https address, of which only what is needed is fetched.")
    var video: String
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
        let spec = SnapshotSpec(
            instants: try instants(),
            pastEnd: .lastFrame,
            maxLength: maxLength,
            tolerance: tolerance,
            pictureLimit: settings.integer(.pictures)
        )
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        let told = Mutex<Told>(Told())
        let output = output
        // Each picture is written as it comes.
        let summary = try await LocalRender(settings: settings).run(.snapshots(spec), file: video) { reply in
            switch reply {
            case .media(_, let count): told.withLock { $0.owed = count }
            case .picture(let picture, let bytes):
                try bytes.write(to: URL(filePath: "\(output)/\(picture.index).jpg"), options: .atomic)
                let (owed, made) = told.withLock { told in
                    told.pictures.append(picture)
                    return (told.owed, told.pictures.count)
                }
                Terminal.progress("\(made) of \(owed) pictures", last: made == owed)
            case .missing(let picture): told.withLock { $0.missing.append(picture) }
            case .done, .failed, .elsewhere: break
            }
        }
        for note in summary.notes { Terminal.error(note) }
        let all = told.withLock(\.self)
        if report { print(try json(Report(all, fetched: summary.fetched))) }
        for picture in all.missing { Terminal.error("\(picture.index).jpg is missing. \(picture.failure.message)") }
        guard all.missing.isEmpty else { throw Exit.failed }
    }

    /// What the renderer told.
    private struct Told: Sendable {
        var owed = 0
        var pictures: [Picture] = []
        var missing: [MissingPicture] = []
    }

    private struct Report: Encodable {
        struct Missing: Encodable {
            var index: Int
            var instant: Int64?
            var reason: String
        }

        var pictures: [PictureReport]
        var missing: [Missing]
        /// Of a source behind an address.
        var bytesFetched: Int64?
        var requests: Int?

        init(_ told: Told, fetched: SourceUse?) {
            bytesFetched = fetched?.bytes
            requests = fetched?.requests
            pictures = told.pictures.map(PictureReport.init)
            missing = told.missing.map { Missing(index: $0.index, instant: $0.instant, reason: $0.failure.message) }
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

    private static func milliseconds(_ text: Substring) throws -> Int64 {
        guard let milliseconds = DecimalSeconds.milliseconds(text) else {
            throw ValidationError("'\(text)' is not a time in seconds.")
        }
        return milliseconds
    }
}
