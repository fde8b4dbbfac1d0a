// SPDX-License-Identifier: Apache-2.0

/// The size and the cut of one picture, as OBS's `image/resize` means it (contract 3.4).
package struct PictureShape: Hashable, Sendable, Codable {
    /// How the source fills the box of ``width`` and ``height``.
    package enum Fit: String, Hashable, Sendable, Codable {
        /// All of it, inside the box.
        case inside = "lfit"
        /// All of it, over the box in one direction.
        case cover = "mfit"
        /// Covers the box; what is over is cut off evenly at both sides.
        case crop = "fill"
        /// Inside the box, the rest filled with ``color``.
        case pad
        /// Exactly the box, out of proportion.
        case stretch = "fixed"
    }

    package var fit: Fit
    /// Pixels; a side that is missing follows from the other one in proportion.
    package var width: Int?
    package var height: Int?
    /// The longer and the shorter side in pixels, whichever those are of the source.
    ///
    /// They count where neither ``width`` nor ``height`` is given.
    package var longSide: Int?
    package var shortSide: Int?
    /// 1...1000, of the source's size; counts where nothing else is given.
    package var percent: Int?
    /// Whether the picture may become larger than its source.
    package var mayEnlarge: Bool
    /// What a padded picture lies on, 0xRRGGBB.
    package var color: UInt32

    package init(
        fit: Fit = .inside,
        width: Int? = nil,
        height: Int? = nil,
        longSide: Int? = nil,
        shortSide: Int? = nil,
        percent: Int? = nil,
        mayEnlarge: Bool = false,
        color: UInt32 = 0xFF_FF_FF
    ) {
        self.fit = fit
        self.width = width
        self.height = height
        self.longSide = longSide
        self.shortSide = shortSide
        self.percent = percent
        self.mayEnlarge = mayEnlarge
        self.color = color
    }

    /// The whole picture, its longer side at most `pixels`.
    package static func longSide(_ pixels: Int) -> PictureShape {
        PictureShape(longSide: pixels)
    }

    /// How a picture of this shape is made from an upright source of `size`.
    package func geometry(of size: PixelSize) -> PictureGeometry {
        let box = box(around: size)
        switch fit {
        // Such a box already is the whole picture: to fit into it once more could round a side below what is asked for.
        case _ where isInProportion:
            let scaled = allowed(box, size)
            return PictureGeometry(scaled: scaled, canvas: fit == .pad ? box : scaled)
        case .inside, .cover:
            let scaled = fit == .inside ? size.scaled(toFit: box) : size.scaled(toCover: box)
            return PictureGeometry(allowed(scaled, size))
        case .stretch:
            return PictureGeometry(allowed(box, size))
        case .crop:
            let scaled = allowed(size.scaled(toCover: box), size)
            let canvas = PixelSize(width: min(box.width, scaled.width), height: min(box.height, scaled.height))
            return PictureGeometry(scaled: scaled, canvas: canvas)
        case .pad:
            return PictureGeometry(scaled: allowed(size.scaled(toFit: box), size), canvas: box)
        }
    }

    /// Whether at most one side is given, so that the box has the proportion of the source.
    private var isInProportion: Bool {
        if width == nil, height == nil { return longSide == nil || shortSide == nil }
        return width == nil || height == nil
    }

    /// The box that is asked for, with both sides.
    private func box(around size: PixelSize) -> PixelSize {
        switch (width, height) {
        case (let width?, let height?):
            return PixelSize(width: width, height: height)
        case (let width?, nil):
            return PixelSize(width: width, height: PixelSize.scaled(size.height, width, size.width, atMost: .max))
        case (nil, let height?):
            return PixelSize(width: PixelSize.scaled(size.width, height, size.height, atMost: .max), height: height)
        case (nil, nil):
            return sides(of: size)
        }
    }

    private func sides(of size: PixelSize) -> PixelSize {
        let isWide = size.width >= size.height
        let (long, short) = isWide ? (size.width, size.height) : (size.height, size.width)
        let sides =
            switch (longSide, shortSide) {
            case (let longSide?, let shortSide?): (longSide, shortSide)
            case (let longSide?, nil): (longSide, PixelSize.scaled(short, longSide, long, atMost: .max))
            case (nil, let shortSide?): (PixelSize.scaled(long, shortSide, short, atMost: .max), shortSide)
            case (nil, nil):
                (
                    PixelSize.scaled(long, percent ?? 100, 100, atMost: .max),
                    PixelSize.scaled(short, percent ?? 100, 100, atMost: .max)
                )
            }
        return isWide
            ? PixelSize(width: sides.0, height: sides.1) : PixelSize(width: sides.1, height: sides.0)
    }

    /// `scaled`, or the source's own size where that would enlarge it and must not.
    private func allowed(_ scaled: PixelSize, _ source: PixelSize) -> PixelSize {
        mayEnlarge || scaled.width <= source.width && scaled.height <= source.height ? scaled : source
    }
}

/// The two steps to a picture: the upright source is scaled, then laid in the middle of a canvas.
package struct PictureGeometry: Hashable, Sendable {
    package var scaled: PixelSize
    /// The finished picture: what of the scaled one is over is cut off, what is missing is filled.
    package var canvas: PixelSize

    package init(scaled: PixelSize, canvas: PixelSize) {
        self.scaled = scaled
        self.canvas = canvas
    }

    /// The canvas is the scaled picture.
    package init(_ size: PixelSize) {
        self.init(scaled: size, canvas: size)
    }
}
