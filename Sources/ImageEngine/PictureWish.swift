// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage
import RenderProtocol

/// What is wanted of a picture, whatever its format.
struct PictureWish {
    /// Most bytes of a file that is read into memory, as a part of the address space.
    private static let fileShare: UInt64 = 4

    var shapes: [PictureShape]
    /// From 1, where a file holds several pictures.
    var page: Int
    var limits: RenderLimits

    /// Most bytes of a file.
    var fileLimit: Int { Int(clamping: limits.addressSpace / Self.fileShare) }

    /// The size in which a source of the upright `size` has to be decoded, at most its own.
    func sizeNeeded(of size: PixelSize) throws(Failure) -> PixelSize {
        do throws(PictureError) {
            return try PictureShape.sizeNeeded(for: shapes, of: size, limit: limits.pixels)
        } catch {
            throw Failure(error)
        }
    }

    /// Whether a preview of `size` is large enough for every shape, of a source whose size is not known.
    func isFilled(by size: PixelSize) throws(Failure) -> Bool {
        let filled = try ofDrawing.sizeFilled(by: size)
        return filled.width <= size.width && filled.height <= size.height
    }

    /// The size in which a drawing of the upright `size` has to be drawn, also where that is larger.
    func sizeFilled(by size: PixelSize) throws(Failure) -> PixelSize {
        var filled = try sizeNeeded(of: size)
        for shape in shapes {
            let scaled = shape.geometry(of: size).scaled
            filled = PixelSize(width: max(filled.width, scaled.width), height: max(filled.height, scaled.height))
        }
        try check(filled)
        return filled
    }

    /// Throws when a source of `size` has more pixels than are decoded.
    func check(_ size: PixelSize) throws(Failure) {
        let (pixels, overflows) = Int64(size.width).multipliedReportingOverflow(by: Int64(size.height))
        guard size.width > 0, size.height > 0 else { throw .damaged("\(size.width) x \(size.height) pixels") }
        guard !overflows, pixels <= limits.pixels else { throw .tooManyPixels(size, limits) }
    }

    /// The same for a drawing, which has no pixels of its own: it fills what is asked for.
    var ofDrawing: PictureWish {
        var wish = self
        for index in shapes.indices where shapes[index].percent == nil { wish.shapes[index].mayEnlarge = true }
        return wish
    }

    /// Whether a preview of the size `preview` can stand for a picture of `size`: large enough for every shape, and of
    /// the same aspect within 1 %.
    func isServed(by preview: PixelSize, of size: PixelSize) throws(Failure) -> Bool {
        let needed = try sizeNeeded(of: size)
        let (left, right) = (preview.width * size.height, preview.height * size.width)
        return preview.width >= needed.width && preview.height >= needed.height
            && abs(left - right) <= max(left, right) / 100
    }
}

/// A picture as it came out of a file.
struct DecodedPicture {
    /// Upright, in sRGB; as large as the file's, or scaled down but not below what is wanted.
    var raster: Raster
    /// The upright size of the file's picture.
    var source: PixelSize
    /// What its pictures were asked for.
    var shapes: [PictureShape]
    /// What is worth telling.
    var notes: [String] = []

    /// Said of a file of which only a part could be read.
    static let damageNote = "The file is damaged or cut off: the picture shows what could be read."
}
