// SPDX-License-Identifier: Apache-2.0

import Model

/// The size of a page as a viewer shows it, in points: the crop box, turned by its /Rotate.
struct PageSize: Hashable, Sendable {
    var width: Double
    var height: Double

    /// Fails when a side is not a positive number.
    init?(width: Double, height: Double) {
        guard width > 0, height > 0, width.isFinite, height.isFinite else { return nil }
        self.width = width
        self.height = height
    }

    /// How a picture of `shape` is made of the page, which is as sharp at any size.
    ///
    /// It fills the box that is asked for, whether its sides in points are smaller or larger. Where no side is asked
    /// for, a point is a pixel.
    func geometry(_ shape: PictureShape) -> PictureGeometry {
        var shape = shape
        shape.mayEnlarge = true
        if shape.width == nil, shape.height == nil, shape.longSide == nil, shape.shortSide == nil {
            let scaled = max(width, height) * Double(shape.percent ?? 100) / 100
            shape.longSide = Int(max(1, min(scaled.rounded(), 1e9)))
        }
        return shape.geometry(of: proportion)
    }

    /// The proportion of the sides in whole numbers: 2^40 for the longer one loses nothing that a picture could show.
    private var proportion: PixelSize {
        let factor = Double(1 << 40) / max(width, height)
        return PixelSize(
            width: max(1, Int((width * factor).rounded())),
            height: max(1, Int((height * factor).rounded()))
        )
    }
}
