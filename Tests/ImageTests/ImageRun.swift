// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Logging
import Model
import PixelImage
import RenderProtocol
import Renderers
import TestSupport
import Testing

/// All tests of the image renderer: through its program, for libvips does not run beside a test's threads.
@Suite("Image renderer", .serialized)
struct ImageSuite {}

/// What the renderer made of a file.
struct Rendered {
    var media: MediaInfo?
    var pictures: [(picture: Picture, bytes: Data)] = []
    var result: RenderResult?
    var failure: Failure?
    var duration: Duration = .zero

    var notes: [String] {
        if case .done(let summary) = result { summary.notes } else { [] }
    }

    /// The first picture's pixels.
    func raster(_ format: PictureFormat = .jpeg) throws -> Raster {
        let first = try #require(pictures.first, "\(String(describing: failure)) \(String(describing: result))")
        let workshop = try ArchiveMaker()
        let path = "\(workshop.directory)/picture.\(format.suffix)"
        try first.bytes.write(to: URL(filePath: path))
        let size = PixelSize(width: first.picture.width, height: first.picture.height)
        guard format == .avif else { return try ImageMagick.read(path, size) }
        // ImageMagick does not see the transparency of AVIF.
        try Program.run(["vips", "copy", path, path + ".png"])
        return try ImageMagick.read(path + ".png", size)
    }
}

/// Runs `body` with a renderer that is gone afterwards.
func withRenderer<Result: Sendable>(_ body: (RendererPool) async throws -> Result) async throws -> Result {
    let options = PoolOptions(program: RendererLocation("image-renderer"), capacity: 1)
    let pool = RendererPool(options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await pool.run() }
        let result = try await body(pool)
        group.cancelAll()
        try await group.waitForAll()
        return result
    }
}

extension RendererPool {
    /// Renders the file at `path`.
    func render(
        _ path: String,
        _ spec: ThumbnailSpec,
        limits: RenderLimits = RenderLimits()
    ) async throws -> Rendered {
        let input = open(path, O_RDONLY | O_CLOEXEC)
        try #require(input >= 0, "\(path)")
        var rendered = Rendered()
        let start = ContinuousClock.now
        do {
            let job = RenderJob(job: .thumbnails(spec), limits: limits)
            rendered.result = try await render(job, input: input) { reply in
                switch reply {
                case .media(let media, _): rendered.media = media
                case .picture(let picture, let bytes): rendered.pictures.append((picture, bytes))
                case .missing, .done, .failed, .elsewhere: break
                }
            }
        } catch let failure as Failure {
            rendered.failure = failure
        }
        rendered.duration = start.duration(to: .now)
        return rendered
    }

    /// The same, with one picture of at most `side` pixels.
    func render(
        _ path: String,
        side: Int = 480,
        _ format: PictureFormat = .jpeg,
        page: Int = 1
    ) async throws -> Rendered {
        try await render(path, ThumbnailSpec(shapes: [.longSide(side)], format: format, page: page))
    }
}

/// Renders the file at `path` alone.
func rendered(
    _ path: String,
    side: Int = 480,
    _ format: PictureFormat = .jpeg,
    page: Int = 1
) async throws -> Rendered {
    try await withRenderer { try await $0.render(path, side: side, format, page: page) }
}

extension Raster {
    /// Whether the pixel in column `x` and row `y` is `color`, within `tolerance` a component.
    func shows(_ color: [Int], _ x: Int, _ y: Int, tolerance: Int = 16) -> Bool {
        zip(pixel(x, y), color).allSatisfy { abs(Int($0) - $1) <= tolerance }
    }
}
