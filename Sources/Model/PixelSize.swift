// SPDX-License-Identifier: Apache-2.0

/// A size in pixels, at least one each way.
package struct PixelSize: Hashable, Sendable, Codable {
    package var width: Int
    package var height: Int

    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// The same picture lying on its side.
    package var transposed: PixelSize { PixelSize(width: height, height: width) }

    /// The largest size of the same shape that fits into `box`, never larger than this one.
    package func fitted(into box: PixelSize) -> PixelSize {
        guard width > box.width || height > box.height else { return self }
        return scaled(toFit: box)
    }

    /// The largest size of the same shape that fits into `box`, also when that is larger.
    package func scaled(toFit box: PixelSize) -> PixelSize {
        if Int128(width) * Int128(box.height) >= Int128(height) * Int128(box.width) {
            return PixelSize(width: box.width, height: Self.scaled(height, box.width, width, atMost: box.height))
        }
        return PixelSize(width: Self.scaled(width, box.height, height, atMost: box.width), height: box.height)
    }

    /// The smallest size of the same shape that covers `box`.
    package func scaled(toCover box: PixelSize) -> PixelSize {
        if Int128(width) * Int128(box.height) >= Int128(height) * Int128(box.width) {
            let width = Self.scaled(self.width, box.height, height, atMost: .max)
            return PixelSize(width: max(width, box.width), height: box.height)
        }
        let height = Self.scaled(self.height, box.width, width, atMost: .max)
        return PixelSize(width: box.width, height: max(height, box.height))
    }

    /// `length` · `numerator` / `denominator`, rounded to the nearest, in 1...`limit`.
    package static func scaled(_ length: Int, _ numerator: Int, _ denominator: Int, atMost limit: Int) -> Int {
        let product = Int128(length) * Int128(numerator) * 2 + Int128(denominator)
        return max(1, min(limit, Int(clamping: product / (Int128(denominator) * 2))))
    }
}
