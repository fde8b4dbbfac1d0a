// SPDX-License-Identifier: Apache-2.0

package import Model
import PixelImage
package import RenderKit
package import RenderProtocol

/// Pictures of the pages of a PDF, by PDFium.
package enum PageEngine: RenderEngine {
    /// Fonts that a document names and does not bring along.
    package static let needs = EngineNeeds(paths: EngineNeeds.fontPaths)

    package static func describe() -> [String] {
        ["PDFium \(PDFium.version)"]
    }

    package static func warm() {
        _ = PDFium.isReady
    }

    package static func render(
        _ job: RenderRequest.Job,
        from source: borrowing ByteSource,
        within limits: RenderLimits,
        to sink: any RenderSink
    ) throws(Failure) -> RenderEnd {
        guard case .thumbnails(let spec) = job else {
            throw Failure(.permanent, .unsupportedMedia, "The file is not a video: it has no snapshots.")
        }
        let document = try PageDocument(opening: source, within: limits)
        guard document.pageCount > 0 else { throw .withoutPages }
        guard document.pageCount <= limits.pages else { throw .tooManyPages(document.pageCount, limits) }
        try sink.media(
            MediaInfo(container: "pdf", document: .init(pages: document.pageCount)),
            owed: spec.shapes.count
        )
        var count = 0
        try document.eachPicture(spec, within: limits) { picture throws(Failure) in
            let size = picture.size
            try sink.picture(Picture(index: count, width: size.width, height: size.height), picture.bytes)
            count += 1
        }
        return .done(RenderSummary(pictures: count, notes: []))
    }
}
