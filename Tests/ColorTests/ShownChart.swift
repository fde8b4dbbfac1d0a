// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import RenderProtocol
import TestSupport

/// The first picture that a renderer makes of a chart, and what it tells of its colours.
struct ShownChart: Sendable {
    var raster: Raster
    var steps: [String]
    var notes: [String]
}

extension RendererLab {
    /// The first picture that `kind` makes of the file at `path`.
    func chart(_ job: RenderRequest.Job, of path: String, _ kind: RendererKind) async throws -> ShownChart {
        let made = try await make(job, of: path, kind)
        let first = made.pictures[0]
        let workshop = try ClipMaker()
        let file = try workshop.file("picture", first.bytes)
        let size = PixelSize(width: first.picture.width, height: first.picture.height)
        return ShownChart(
            raster: try ImageMagick.read(file, size),
            steps: first.picture.frame?.report?.colors ?? [],
            notes: made.notes
        )
    }
}
