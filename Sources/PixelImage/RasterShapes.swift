// SPDX-License-Identifier: Apache-2.0

package import Model

extension Raster {
    /// The pictures of `shapes` from one decode, in their order.
    ///
    /// What the pictures may measure is the caller's to hold: see `PictureShape.sizeNeeded(for:of:limit:)`.
    ///
    /// - Parameter source: The upright size of the file's picture, which `self` is a version of: as large, or scaled
    ///   down but not below what the largest shape takes.
    package func shaped(_ shapes: [PictureShape], source: PixelSize) -> [Raster] {
        let plans = shapes.enumerated().map { (index: $0.offset, shape: $0.element, $0.element.geometry(of: source)) }
        let largestFirst = plans.sorted { $0.2.scaled.area > $1.2.scaled.area }
        var whole = [self]
        var results = shapes.map { _ in self }
        for (index, shape, geometry) in largestFirst {
            let base = Self.base(for: geometry.scaled, among: whole)
            let picture = base.shaped(geometry, shape)
            let isWhole =
                geometry.canvas.width >= geometry.scaled.width && geometry.canvas.height >= geometry.scaled.height
            if isWhole, shape.fit != .pad { whole.append(picture) }
            results[index] = picture
        }
        return results
    }

    /// The smallest picture that has at least two samples each way for each one of `size`; else the first.
    ///
    /// From two samples on, what lies across the edge of a sample and is shared out evenly is too little to be seen.
    private static func base(for size: PixelSize, among pictures: [Raster]) -> Raster {
        let first = pictures[0]
        let large = pictures.dropFirst().filter { picture in
            picture.size.width >= 2 * size.width && picture.size.height >= 2 * size.height
                && picture.size.width <= first.size.width && picture.size.height <= first.size.height
        }
        return large.min { $0.size.area < $1.size.area } ?? first
    }

    private func shaped(_ geometry: PictureGeometry, _ shape: PictureShape) -> Raster {
        let (scaled, canvas) = (geometry.scaled, geometry.canvas)
        let columns = Self.middle(canvas.width, of: scaled.width)
        let rows = Self.middle(canvas.height, of: scaled.height)
        let picture = self.scaled(to: scaled, visible: columns, rows)
        guard shape.fit == .pad else { return picture }
        return picture.flattened(on: shape.color).framed(in: canvas, color: shape.color)
    }

    /// The part of `length` samples that lies on a canvas of `limit`: only that is computed.
    private static func middle(_ limit: Int, of length: Int) -> Range<Int> {
        guard length > limit else { return 0..<length }
        let start = (length - limit) / 2
        return start..<start + limit
    }
}

extension PixelSize {
    /// Pixels; an overflow counts as the most there can be.
    var area: Int64 {
        let (product, overflows) = Int64(width).multipliedReportingOverflow(by: Int64(height))
        return overflows ? .max : product
    }
}

extension PictureShape {
    /// The smallest size in which a source of `size` must be decoded for all `shapes`, never above its own.
    ///
    /// - Throws: ``PictureError`` when a picture would have more than `limit` pixels or a side above 65,500, the most
    ///   that a JPEG of libjpeg has.
    package static func sizeNeeded(for shapes: [PictureShape], of size: PixelSize, limit: Int64) throws(PictureError)
        -> PixelSize
    {
        var needed = PixelSize(width: 1, height: 1)
        for shape in shapes {
            let geometry = shape.geometry(of: size)
            let canvas = geometry.canvas
            guard max(canvas.width, canvas.height) <= PictureEncoder.sideLimit, canvas.area <= limit else {
                throw PictureError(
                    "a picture of \(canvas.width) x \(canvas.height) is too large",
                    reason: .tooManyPixels
                )
            }
            needed.width = max(needed.width, geometry.scaled.width)
            needed.height = max(needed.height, geometry.scaled.height)
        }
        return PixelSize(width: min(needed.width, size.width), height: min(needed.height, size.height))
    }
}
