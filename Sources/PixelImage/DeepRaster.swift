// SPDX-License-Identifier: Apache-2.0

package import Model

/// A picture as it is coded, before its samples become colours: four samples a pixel, row after row without gaps.
package struct DeepRaster: Hashable, Sendable {
    /// The order of the samples of a pixel.
    package enum Layout: Hashable, Sendable {
        case colorsThenAlpha
        case alphaThenColors
    }

    package let size: PixelSize
    /// `4 * size.width * size.height` samples, each shifted up to 16 bits.
    package let samples: [UInt16]
    package let layout: Layout

    /// Takes `samples` as a picture of `size`; fails when they are not so many.
    package init?(size: PixelSize, samples: [UInt16], layout: Layout) {
        guard size.width > 0, size.height > 0, samples.count.isMultiple(of: 4) else { return nil }
        let (pixels, overflows) = size.width.multipliedReportingOverflow(by: size.height)
        guard !overflows, samples.count / 4 == pixels else { return nil }
        self.size = size
        self.samples = samples
        self.layout = layout
    }

    /// The picture in sRGB.
    package func converted(_ conversion: ColorConversion) -> Raster {
        let count = size.width * size.height
        let (first, alpha) = layout == .colorsThenAlpha ? (0, 3) : (1, 0)
        var isOpaque = true
        let bytes = unsafe samples.withUnsafeBufferPointer { samples in
            unsafe [UInt8](unsafeUninitializedCapacity: 4 * count) { output, initialized in
                for pixel in 0..<count {
                    let start = 4 * pixel
                    let triple = unsafe SIMD3(
                        Float(samples[start + first]),
                        Float(samples[start + first + 1]),
                        Float(samples[start + first + 2])
                    )
                    let color = conversion.apply(triple)
                    let opacity = conversion.opacity(unsafe samples[start + alpha])
                    if opacity < 255 { isOpaque = false }
                    unsafe output.initializeElement(at: start, to: color.x)
                    unsafe output.initializeElement(at: start + 1, to: color.y)
                    unsafe output.initializeElement(at: start + 2, to: color.z)
                    unsafe output.initializeElement(at: start + 3, to: opacity)
                }
                initialized = 4 * count
            }
        }
        return Raster(bytes, of: size, isOpaque: isOpaque)
    }
}
