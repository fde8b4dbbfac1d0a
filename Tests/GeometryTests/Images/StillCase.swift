// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import RenderProtocol
import TestSupport

/// A marked frame in a picture file.
struct StillCase: Sendable {
    var name: String
    var frame: MarkedFrame
    /// Writes the file.
    var make: @Sendable (ClipMaker) throws -> String
    var tolerance = 48

    /// A file that ImageMagick writes, with `options`, and that `patch` changes.
    static func written(
        _ name: String,
        _ frame: MarkedFrame,
        _ suffix: String,
        _ options: [String] = [],
        patch: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 }
    ) -> StillCase {
        StillCase(name: "\(name) in \(suffix)", frame: frame) { maker in
            let raw = try maker.file("marks.rgb", Data(frame.samples))
            let path = "\(maker.directory)/picture.\(suffix)"
            let size = "\(frame.size.width)x\(frame.size.height)"
            try ImageMagick.convert(["-depth", "8", "-size", size, "rgb:\(raw)"] + options + [path])
            let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
            return try maker.file("picture.\(suffix)", Data(patch(bytes)))
        }
    }

    /// A HEIF file whose picture ffmpeg encodes, with more `properties`, and with EXIF data that name an orientation.
    static func heif(
        _ name: String,
        _ frame: MarkedFrame,
        _ codec: [String],
        _ properties: [[UInt8]],
        exif: UInt8? = nil
    )
        -> StillCase
    {
        let isAVIF = codec == Codecs.av1
        return StillCase(name: "\(name) in \(isAVIF ? "AVIF" : "HEIC")", frame: frame) { maker in
            let raw = try maker.file("marks.yuv", Data(frame.planes))
            let path = "\(maker.directory)/frame.mp4"
            try maker.ffmpeg(frame.input(raw) + codec + ["-frames:v", "1", path])
            let made = try HEIFFile.frame(ofVideo: path)
            let shape = HEIFFile.shape(frame.size.width, frame.size.height)
            let told = [shape, HEIFFile.depths(3, 8), made.configuration] + properties
            var items = [HEIFFile.Item(isAVIF ? "av01" : "hvc1", properties: told, data: made.data)]
            // Behind the offset of the data, which follow at once.
            if let exif {
                items.append(HEIFFile.Item("Exif", data: [0, 0, 0, 0] + EXIFData.block(exif), reference: "cdsc"))
            }
            let brand = isAVIF ? "avif" : "heic"
            return try maker.file("picture.\(brand)", HEIFFile(brand: brand, items: items).bytes)
        }
    }

    /// Checks the picture that is made of it.
    func check(_ lab: RendererLab) async throws {
        let maker = try ClipMaker()
        let path = try make(maker)
        let longer = max(frame.shown.width, frame.shown.height)
        let job = RenderRequest.Job.thumbnails(ThumbnailSpec(shapes: [.longSide(longer)], format: .jpeg))
        let made = try await lab.make(job, of: path, .image)
        Marks(frame.shown).check(try made.pictures[0].bytes.raster(), tolerance: tolerance, name)
    }
}
