// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Logging
import Model
import PixelImage
import RenderProtocol
import Renderers
import TestSupport

/// The renderers, and what they make of charts.
struct Lab: Sendable {
    private let pools: [RendererKind: RendererPool]

    /// Runs `body` with renderers that are gone afterwards.
    static func with<Result: Sendable>(_ body: (Lab) async throws -> Result) async throws -> Result {
        let programs: [RendererKind: String] = [.video: "video-renderer", .image: "image-renderer"]
        let pools = programs.mapValues { name in
            let options = PoolOptions(program: RendererLocation(name), capacity: 1, startsLazily: true)
            return RendererPool(options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for pool in pools.values { group.addTask { try await pool.run() } }
            let result = try await body(Lab(pools: pools))
            group.cancelAll()
            try await group.waitForAll()
            return result
        }
    }

    /// The picture that a renderer makes of the file at `path`, and what it tells of its colours.
    struct Made: Sendable {
        var raster: Raster
        var steps: [String]
        var notes: [String]
    }

    /// The first picture that `kind` makes.
    func make(_ job: RenderRequest.Job, of path: String, _ kind: RendererKind) async throws -> Made {
        guard let pool = pools[kind] else { throw LabTrouble(description: "no renderer for \(kind)") }
        let input = open(path, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw LabTrouble(description: "\(path): errno \(errno)") }
        var first: (picture: Picture, bytes: Data)?
        let result = try await pool.render(RenderJob(job: job, limits: RenderLimits()), input: input) { reply in
            if case .picture(let picture, let bytes) = reply { first = first ?? (picture, bytes) }
        }
        guard let first, case .done(let summary) = result else {
            throw LabTrouble(description: "no picture: \(result)")
        }
        let workshop = try ClipMaker()
        let file = try workshop.file("picture", first.bytes)
        let size = PixelSize(width: first.picture.width, height: first.picture.height)
        return Made(
            raster: try ImageMagick.read(file, size),
            steps: first.picture.frame?.report?.colors ?? [],
            notes: summary.notes
        )
    }
}

struct LabTrouble: Error, CustomStringConvertible {
    var description: String
}
