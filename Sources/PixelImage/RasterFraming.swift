// SPDX-License-Identifier: Apache-2.0

package import Model

extension Raster {
    /// The picture in the middle of `canvas`: what is over is cut off, what is missing is filled with 0xRRGGBB.
    ///
    /// What is not cut off keeps its transparency.
    package func framed(in canvas: PixelSize, color: UInt32) -> Raster {
        guard canvas != size else { return self }
        let width = min(size.width, canvas.width)
        let height = min(size.height, canvas.height)
        var result = Raster(filled: color, size: canvas)
        result.isOpaque = isOpaque
        let (left, top) = ((size.width - width) / 2, (size.height - height) / 2)
        let (targetLeft, targetTop) = ((canvas.width - width) / 2, (canvas.height - height) / 2)
        for row in 0..<height {
            let start = 4 * ((top + row) * size.width + left)
            let target = 4 * ((targetTop + row) * canvas.width + targetLeft)
            result.bytes.replaceSubrange(target..<target + 4 * width, with: bytes[start..<start + 4 * width])
        }
        return result
    }

    /// The picture without transparency, on 0xRRGGBB.
    package func flattened(on color: UInt32 = 0xFF_FF_FF) -> Raster {
        guard !isOpaque else { return self }
        var result = self
        result.isOpaque = true
        let ground = [color >> 16 & 0xFF, color >> 8 & 0xFF, color & 0xFF]
        unsafe result.bytes.withUnsafeMutableBufferPointer { bytes in
            for pixel in stride(from: 0, to: bytes.count, by: 4) {
                let alpha = unsafe UInt32(bytes[pixel + 3])
                guard alpha < 255 else { continue }
                for component in 0..<3 {
                    let mixed = unsafe UInt32(bytes[pixel + component]) * alpha + ground[component] * (255 - alpha)
                    unsafe bytes[pixel + component] = UInt8(truncatingIfNeeded: (mixed + 127) / 255)
                }
                unsafe bytes[pixel + 3] = 255
            }
        }
        return result
    }
}
