// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage

/// How a coded frame becomes an upright picture with square pixels.
struct DisplayGeometry: Hashable {
    /// The size that a player shows, before scaling.
    var display: PixelSize
    /// The scaled frame, before it is turned.
    var scaled: PixelSize
    var orientation: Orientation
    /// The finished picture: the turned frame, or the canvas that it lies on.
    var canvas: PixelSize

    /// Plans the picture of a frame of `coded` samples.
    ///
    /// `ratio` is the width of a sample over its height; nonsense counts as square.
    init(
        coded: PixelSize,
        ratio: (numerator: Int32, denominator: Int32),
        orientation: Orientation,
        maxLength: Int?,
        aspect: SnapshotSpec.Aspect
    ) {
        self.orientation = orientation
        let square = Self.squared(coded, ratio)
        display = orientation.isTransposed ? square.transposed : square
        let box: PixelSize
        switch aspect {
        case .source:
            let side = max(1, maxLength ?? .max)
            box = PixelSize(width: side, height: side)
        case .widescreen:
            box = Self.widescreen(around: display, maxLength: maxLength)
        }
        let upright = display.fitted(into: box)
        canvas = aspect == .source ? upright : box
        scaled = orientation.isTransposed ? upright.transposed : upright
    }

    /// The size with square pixels: one side grows, none shrinks, as players do it.
    private static func squared(_ coded: PixelSize, _ ratio: (numerator: Int32, denominator: Int32)) -> PixelSize {
        let (numerator, denominator) = (Int(ratio.numerator), Int(ratio.denominator))
        // Beyond 16 to 1 no camera or encoder means it.
        guard numerator > 0, denominator > 0, numerator <= 16 * denominator, denominator <= 16 * numerator else {
            return coded
        }
        if numerator >= denominator {
            let width = PixelSize.scaled(coded.width, numerator, denominator, atMost: .max)
            return PixelSize(width: width, height: coded.height)
        }
        let height = PixelSize.scaled(coded.height, denominator, numerator, atMost: .max)
        return PixelSize(width: coded.width, height: height)
    }

    /// The 16:9 canvas that `size` fits into without being enlarged, no wider than `maxLength`.
    ///
    /// A canvas made to hold a small picture has a width that is a multiple of 16, so that its shape is exact.
    private static func widescreen(around size: PixelSize, maxLength: Int?) -> PixelSize {
        let needed = max(size.width, (size.height * 16 + 8) / 9)
        let width = max(1, min((needed + 15) / 16 * 16, maxLength ?? .max))
        return PixelSize(width: width, height: PixelSize.scaled(width, 9, 16, atMost: .max))
    }
}
