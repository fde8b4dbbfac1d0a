// SPDX-License-Identifier: Apache-2.0

/// A picture as JPEG stores it: 8-bit full-range BT.601 YCbCr, colour at half the size in both directions (4:2:0).
package struct PixelBuffer: Hashable, Sendable {
    /// One component of a picture.
    package struct Plane: Hashable, Sendable {
        /// Samples in a row and rows that carry picture.
        package let width: Int
        package let height: Int
        /// Bytes from one row to the next, at least `width`.
        package let stride: Int
        /// The samples, row after row from the top.
        ///
        /// There is one more row than `height`, so that libraries which write in large steps stay inside.
        package var bytes: [UInt8]

        init(width: Int, height: Int, value: UInt8) {
            self.width = width
            self.height = height
            stride = (width + 63) & ~63
            bytes = [UInt8](repeating: value, count: stride * (height + 1))
        }
    }

    /// Pixels.
    package let width: Int
    package let height: Int
    package var luma: Plane
    package var cb: Plane
    package var cr: Plane

    /// Makes a black picture, unless it would exceed `limit` pixels or a side is not in 1...65535, as JPEG has it.
    package init?(width: Int, height: Int, limit: Int64) {
        let sides = 1...65535
        guard sides.contains(width), sides.contains(height), Int64(width) * Int64(height) <= limit else { return nil }
        self.init(width: width, height: height)
    }

    /// Makes a black picture of a size that is known to be allowed.
    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        // Encoders want an even number of luma samples: two for each colour sample.
        luma = Plane(width: (width + 1) & ~1, height: (height + 1) & ~1, value: 0)
        cb = Plane(width: (width + 1) / 2, height: (height + 1) / 2, value: 128)
        cr = cb
    }

    /// Repeats the last column and row of luma where the size is odd, so that the sample beyond the edge does not
    /// colour it when the encoder transforms whole blocks.
    package mutating func extendOddEdges() {
        if luma.width > width {
            for row in 0..<height {
                luma.bytes[row * luma.stride + width] = luma.bytes[row * luma.stride + width - 1]
            }
        }
        if luma.height > height {
            let last = (height - 1) * luma.stride
            let row = Array(luma.bytes[last..<last + luma.width])
            luma.bytes.replaceSubrange(last + luma.stride..<last + luma.stride + luma.width, with: row)
        }
    }
}
