// SPDX-License-Identifier: Apache-2.0

package import Model

/// An upright picture in sRGB: red, green, blue and straight alpha, 8 bits each, row after row without gaps.
package struct Raster: Hashable, Sendable {
    package let size: PixelSize
    /// `4 * size.width * size.height` bytes.
    package var bytes: [UInt8]
    /// Whether no pixel is transparent, as far as is known.
    package var isOpaque: Bool

    /// Takes `bytes` as a picture of `size`; fails when they are not so many.
    package init?(size: PixelSize, bytes: [UInt8], isOpaque: Bool) {
        guard size.width > 0, size.height > 0 else { return nil }
        let (pixels, overflows) = size.width.multipliedReportingOverflow(by: size.height)
        guard !overflows, bytes.count.isMultiple(of: 4), bytes.count / 4 == pixels else { return nil }
        self.init(bytes, of: size, isOpaque: isOpaque)
    }

    /// Takes bytes that are known to be as many as `size` wants.
    init(_ bytes: [UInt8], of size: PixelSize, isOpaque: Bool) {
        self.size = size
        self.bytes = bytes
        self.isOpaque = isOpaque
    }

    /// Makes a picture of one opaque colour, 0xRRGGBB, of a size that is known to be allowed.
    init(filled color: UInt32, size: PixelSize) {
        let count = 4 * size.width * size.height
        let pixel = [
            UInt8(truncatingIfNeeded: color >> 16), UInt8(truncatingIfNeeded: color >> 8),
            UInt8(truncatingIfNeeded: color), 255,
        ]
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            for index in 0..<count {
                unsafe buffer.initializeElement(at: index, to: pixel[index & 3])
            }
            initialized = count
        }
        self.init(bytes, of: size, isOpaque: true)
    }
}
