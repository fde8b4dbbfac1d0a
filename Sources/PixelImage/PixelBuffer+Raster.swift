// SPDX-License-Identifier: Apache-2.0

import Model

extension PixelBuffer {
    /// Takes over the colours of `raster`, which is as large, whatever its alpha says.
    package mutating func show(_ raster: Raster) {
        precondition(raster.size == PixelSize(width: width, height: height), "a picture of another size")
        unsafe raster.bytes.withUnsafeBufferPointer { pixels in
            let (width, height) = (self.width, self.height)
            let color = { (column: Int, row: Int) -> SIMD3<Int32> in
                // The last row and column count twice where the size is odd.
                let start = 4 * (min(row, height - 1) * width + min(column, width - 1))
                return unsafe SIMD3(Int32(pixels[start]), Int32(pixels[start + 1]), Int32(pixels[start + 2]))
            }
            for row in 0..<height {
                for column in 0..<width {
                    luma.bytes[row * luma.stride + column] = Self.sample(color(column, row), Self.luma, bits: 16)
                }
            }
            for row in 0..<cb.height {
                for column in 0..<cb.width {
                    let (x, y) = (2 * column, 2 * row)
                    let block = color(x, y) &+ color(x + 1, y) &+ color(x, y + 1) &+ color(x + 1, y + 1)
                    cb.bytes[row * cb.stride + column] = Self.sample(block, Self.blue, bits: 18, zero: 128)
                    cr.bytes[row * cr.stride + column] = Self.sample(block, Self.red, bits: 18, zero: 128)
                }
            }
        }
        extendOddEdges()
    }

    /// The shares of red, green and blue in the three components by JFIF 1.02, in parts of 65,536.
    private static let luma = SIMD3<Int32>(19595, 38470, 7471)
    private static let blue = SIMD3<Int32>(-11059, -21709, 32768)
    private static let red = SIMD3<Int32>(32768, -27439, -5329)

    /// The component of `color`, in parts of 2 to the power of `bits`.
    @inline(__always)
    private static func sample(_ color: SIMD3<Int32>, _ shares: SIMD3<Int32>, bits: Int32, zero: Int32 = 0) -> UInt8 {
        let sum = (color &* shares).wrappedSum() &+ (1 << (bits - 1))
        return UInt8(clamping: zero &+ sum >> bits)
    }
}
