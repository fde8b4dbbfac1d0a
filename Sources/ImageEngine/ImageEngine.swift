// SPDX-License-Identifier: Apache-2.0

import Archives
import CVips
import FoundationEssentials
import Glibc
package import Model
import PixelImage
package import RenderKit
package import RenderProtocol

/// Makes pictures of still pictures, and of the covers in archives: libjpeg-turbo, ISA-L and libvips.
package enum ImageEngine: RenderEngine {
    /// Text in SVG is set in the fonts of the system.
    package static let needs = EngineNeeds(paths: EngineNeeds.fontPaths)

    package static func describe() -> [String] {
        [
            "libvips \(unsafe String(cString: vips_version_string())), LGPL-2.1-or-later",
            "libarchive, BSD-2-Clause",
            "ISA-L, BSD-3-Clause",
            "reads jpeg png gif webp tiff heic avif jxl svg fits exr hdr, the previews of camera files, and the covers"
                + " of epub, cbz, cbr, cb7, cbt, xps",
            "writes jpeg png webp avif",
        ]
    }

    package static func warm() {
        // What has to be decoded as a whole stays in memory: a child has no files.
        _ = unsafe setenv("VIPS_DISC_THRESHOLD", "1000g", 1)
        // Each child has its own thread, and no other that would share its time.
        _ = unsafe setenv("VIPS_CONCURRENCY", "1", 1)
        NameEncoding.prepare()
        do throws(VipsModules.Refusal) {
            try VipsModules.start()
        } catch {
            let message = Array("image-renderer: \(error.reason)\n".utf8)
            _ = unsafe write(2, message, message.count)
            _exit(70)
        }
    }

    package static func render(
        _ job: RenderRequest.Job,
        from source: borrowing ByteSource,
        within limits: RenderLimits,
        to sink: any RenderSink
    ) throws(Failure) -> RenderEnd {
        guard case .thumbnails(let spec) = job else { return .elsewhere(.video) }
        vips_cache_set_max(0)
        // Its fast paths are machine code that is made at run time, by way of a file.
        vips_vector_set_enabled(0)
        let wish = PictureWish(shapes: spec.shapes, page: spec.page, limits: limits)
        switch try SourceFile(source).picture(for: wish) {
        case .elsewhere(let kind):
            return .elsewhere(kind)
        case .decoded(let picture, let container):
            let image = MediaInfo.Image(width: picture.source.width, height: picture.source.height)
            try sink.media(MediaInfo(container: container, image: image), owed: picture.shapes.count)
            let writer = PictureWriter(format: spec.format, limits: limits)
            let rasters = picture.raster.shaped(picture.shapes, source: picture.source)
            for (index, raster) in rasters.enumerated() {
                let file = try writer.write(raster)
                try sink.picture(Picture(index: index, width: file.size.width, height: file.size.height), file.bytes)
            }
            return .done(RenderSummary(pictures: rasters.count, notes: picture.notes))
        }
    }
}
