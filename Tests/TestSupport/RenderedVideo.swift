// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import Glibc
package import Model
package import PixelImage
import RenderKit
package import RenderProtocol
import VideoEngine

/// What the engine sent for one job.
package struct RenderedVideo {
    package var media: MediaInfo?
    package var owed: Int?
    package var pictures: [Picture] = []
    package var files: [Data] = []
    package var missing: [MissingPicture] = []
    package var summary: RenderSummary?
    /// Whose file it is, where the engine says so.
    package var elsewhere: RendererKind?
    package var failure: Failure?

    /// Runs the engine on the file at `path`, in this process.
    package init(_ path: String, _ spec: SnapshotSpec, limits: RenderLimits = RenderLimits()) {
        self.init(path, .snapshots(spec), limits)
    }

    /// The same, for pictures of any file.
    package init(_ path: String, _ spec: ThumbnailSpec, limits: RenderLimits = RenderLimits()) {
        self.init(path, .thumbnails(spec), limits)
    }

    private init(_ path: String, _ job: RenderRequest.Job, _ limits: RenderLimits) {
        VideoEngine.warm()
        guard let source = ByteSource(owning: open(path, O_RDONLY | O_CLOEXEC)) else {
            failure = Failure(.transient, .internalError, "cannot open \(path)")
            return
        }
        let sink = CollectingSink()
        do {
            switch try VideoEngine.render(job, from: source, within: limits, to: sink) {
            case .done(let summary): self.summary = summary
            case .elsewhere(let kind): elsewhere = kind
            }
        } catch {
            failure = error
        }
        media = sink.media
        owed = sink.owed
        pictures = sink.pictures
        files = sink.files
        missing = sink.missing
    }

    /// The decoded picture at `index`.
    package func picture(_ index: Int) throws -> PixelBuffer? {
        guard files.indices.contains(index) else { return nil }
        return try JPEGDecoder().decode(files[index], limit: 100_000_000)
    }

    /// The numbers drawn in the pictures.
    package func numbers(at edge: FrameCode.Edge = .top) throws -> [Int?] {
        try files.map { try FrameCode.read($0, at: edge) }
    }
}

private final class CollectingSink: RenderSink {
    private(set) var media: MediaInfo?
    private(set) var owed: Int?
    private(set) var pictures: [Picture] = []
    private(set) var files: [Data] = []
    private(set) var missing: [MissingPicture] = []

    func media(_ media: MediaInfo, owed: Int) throws(Failure) {
        self.media = media
        self.owed = owed
    }

    func picture(_ picture: Picture, _ bytes: Data) throws(Failure) {
        pictures.append(picture)
        files.append(bytes)
    }

    func missing(_ picture: MissingPicture) throws(Failure) {
        missing.append(picture)
    }
}
