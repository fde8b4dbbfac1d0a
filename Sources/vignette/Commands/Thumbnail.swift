// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import Model
import RenderProtocol
import Synchronization

/// `vignette thumbnail`: a picture of any file, without a server.
struct Thumbnail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes a picture of a video, document, image or sound file."
    )

    @OptionGroup var options: SettingsOptions
    @Argument(help: "The file, or its http or https address.") var file: String
    @Option(help: ArgumentHelp("The page of a document, from 1.", valueName: "number")) var page = 1
    @Option(help: ArgumentHelp("The instant of a video in seconds, as 12.5.", valueName: "seconds")) var at: String?
    @Option(help: ArgumentHelp("The longer side in pixels.", valueName: "pixels")) var maxLength = 480
    @Option(help: "jpg, png, webp or avif; by the name of the output if absent.") var format: String?
    @Flag(help: "Print what the file is and what the picture shows, as JSON.") var report = false
    @Option(name: .short, help: ArgumentHelp("The picture's file.", valueName: "file")) var output: String

    func validate() throws {
        guard (1...9999).contains(maxLength) else {
            throw ValidationError("--max-length must be between 1 and 9999.")
        }
        guard page >= 1 else { throw ValidationError("--page must be at least 1.") }
        _ = try spec(drawsWaveforms: false)
    }

    func run() async throws {
        let settings = try await options.settings()
        let spec = try spec(drawsWaveforms: settings.flag(.waveforms))
        let told = Mutex(Report())
        let output = output
        let summary = try await LocalRender(settings: settings).run(.thumbnails(spec), file: file) { reply in
            switch reply {
            case .media(let media, _): told.withLock { $0.media = media }
            case .picture(let picture, let bytes):
                do {
                    try bytes.write(to: URL(filePath: output), options: .atomic)
                } catch {
                    throw Failure(.caller, .invalidParameter, "\(output) cannot be written.")
                }
                told.withLock { $0.picture = PictureReport(picture) }
            case .missing, .done, .failed, .elsewhere: break
            }
        }
        for note in summary.notes { Terminal.error(note) }
        guard report else { return }
        var whole = told.withLock(\.self)
        whole.bytesFetched = summary.fetched?.bytes
        whole.requests = summary.fetched?.requests
        print(try json(whole))
    }

    private struct Report: Encodable {
        var media: MediaInfo?
        var picture: PictureReport?
        /// Of a source behind an address.
        var bytesFetched: Int64?
        var requests: Int?
    }

    private func spec(drawsWaveforms: Bool) throws -> ThumbnailSpec {
        let suffix =
            format ?? output.split(separator: "/").last?.split(separator: ".").dropFirst().last.map(String.init)
        guard let format = PictureFormat(suffix: suffix ?? "jpg") else {
            throw ValidationError("'\(suffix ?? "")' is no picture format: give --format jpg, png, webp or avif.")
        }
        var instant: Int64?
        if let at {
            instant = DecimalSeconds.milliseconds(at)
            guard instant != nil else { throw ValidationError("'\(at)' is not a time in seconds.") }
        }
        return ThumbnailSpec(
            shapes: [.longSide(maxLength)],
            format: format,
            page: page,
            instant: instant,
            waveform: drawsWaveforms
        )
    }
}
