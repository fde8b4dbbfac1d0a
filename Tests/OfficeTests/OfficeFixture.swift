// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Logging
import Model
import RenderProtocol
import Renderers
import TestSupport
import Testing

/// All tests that render with LibreOffice, one after the other: each of its processes wants a core of its own.
@Suite("Office documents", .serialized)
struct OfficeTests {}

/// What became of a document.
struct RenderedDocument {
    var media: MediaInfo?
    var pictures: [Data] = []
    var result: RenderResult?
    var failure: Failure?
    var duration: Duration = .zero

    /// What its fonts and pages are.
    var document: MediaInfo.Document? { media?.document }
}

/// Runs `body` with a renderer, whose folder is empty but for its zygotes' and gone afterwards.
func withOffice<Result: Sendable>(
    _ body: (_ office: RendererPool, _ folder: String) async throws -> Result
) async throws -> Result {
    let folder = try temporaryFolder("office")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var options = PoolOptions(program: RendererLocation("office-renderer"), capacity: 1)
    options.workFolder = "\(folder)/work"
    options.startLimit = .seconds(60)
    let pool = RendererPool(options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await pool.run() }
        let result = try await body(pool, folder)
        group.cancelAll()
        try await group.waitForAll()
        return result
    }
}

extension RenderLimits {
    /// What a server grants an office document.
    static let office = RenderLimits(addressSpace: 3 << 30, cpuSeconds: 40, deadline: 45_000)
}

extension RendererPool {
    /// Renders a file of `bytes`.
    func render(_ bytes: Data, page: Int = 1, limits: RenderLimits = .office) async throws -> RenderedDocument {
        let spec = ThumbnailSpec(shapes: [.longSide(800)], format: .png, page: page)
        var rendered = RenderedDocument()
        let start = ContinuousClock.now
        do {
            let job = RenderJob(job: .thumbnails(spec), limits: limits)
            rendered.result = try await render(job, input: try Descriptor(memoryFile: bytes).release()) { reply in
                switch reply {
                case .media(let media, _): rendered.media = media
                case .picture(_, let bytes): rendered.pictures.append(bytes)
                default: break
                }
            }
        } catch let failure as Failure {
            rendered.failure = failure
        }
        rendered.duration = start.duration(to: .now)
        return rendered
    }
}
