// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import Glibc
import Logging
package import Model
package import RenderProtocol
import Renderers

/// The programs that make pictures of videos and of pictures, for tests that look at what they make.
package struct RendererLab: Sendable {
    private let pools: [RendererKind: RendererPool]

    /// Runs `body` with renderers that are gone afterwards.
    package static func with<Result: Sendable>(_ body: (RendererLab) async throws -> Result) async throws -> Result {
        let programs: [RendererKind: String] = [.video: "video-renderer", .image: "image-renderer"]
        let pools = programs.mapValues { name in
            let options = PoolOptions(program: RendererLocation(name), capacity: 1, startsLazily: true)
            return RendererPool(options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for pool in pools.values { group.addTask { try await pool.run() } }
            let result = try await body(RendererLab(pools: pools))
            group.cancelAll()
            try await group.waitForAll()
            return result
        }
    }

    /// What a renderer makes of a file.
    package struct Made: Sendable {
        package var media: MediaInfo?
        package var pictures: [(picture: Picture, bytes: Data)] = []
        package var notes: [String] = []
    }

    /// All that `kind` makes of the file at `path`.
    package func make(_ job: RenderRequest.Job, of path: String, _ kind: RendererKind) async throws -> Made {
        guard let pool = pools[kind] else { throw PictureTrouble(description: "no renderer for \(kind)") }
        let input = open(path, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw PictureTrouble(description: "\(path): errno \(errno)") }
        var made = Made()
        let result = try await pool.render(RenderJob(job: job, limits: RenderLimits()), input: input) { reply in
            switch reply {
            case .media(let media, _): made.media = media
            case .picture(let picture, let bytes): made.pictures.append((picture, bytes))
            case .missing, .done, .failed, .elsewhere: break
            }
        }
        guard !made.pictures.isEmpty, case .done(let summary) = result else {
            throw PictureTrouble(description: "no picture: \(result)")
        }
        made.notes = summary.notes
        return made
    }
}
