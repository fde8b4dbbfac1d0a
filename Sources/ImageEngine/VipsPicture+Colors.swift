// SPDX-License-Identifier: Apache-2.0

import CVips
import Model
import PixelImage

extension VipsPicture {
    /// The whole picture in about `size` pixels, its colours converted from `source` to sRGB.
    ///
    /// What is transparent must not be mixed into the rest: such pictures stay as large as they are.
    func raster(of source: ColorConversion.Source, _ size: PixelSize) throws(VipsError) -> Raster {
        let isNarrow = unsafe vips_image_get_format(pointer) == VIPS_FORMAT_UCHAR
        let wide = try isNarrow ? shiftedTo16Bits() : cast(to: VIPS_FORMAT_USHORT)
        let scaled = try hasAlpha ? wide.cast(to: VIPS_FORMAT_USHORT) : wide.resized(size)
        let coding = ColorCoding(matrix: .rgb, isFullRange: true, depth: isNarrow ? 8 : sampleDepth)
        guard let conversion = ColorConversion(coding, of: source),
            let deep = DeepRaster(
                size: scaled.size,
                samples: Self.expanded(try scaled.bytes(), bands: scaled.bands),
                layout: .colorsThenAlpha
            )
        else { throw VipsError(text: "a picture of \(scaled.bands) bands that cannot be converted") }
        return deep.converted(conversion)
    }

    /// Bits of a sample, which stand at the upper end of 16.
    private var sampleDepth: Int {
        var depth: CInt = 0
        guard unsafe vips_image_get_typeof(pointer, "heif-bitdepth") != 0,
            unsafe vips_image_get_int(pointer, "heif-bitdepth", &depth) == 0, (8...16).contains(depth)
        else { return 16 }
        return Int(depth)
    }

    /// Red, green, blue and alpha of pixels of one to four 16-bit bands.
    private static func expanded(_ bytes: [UInt8], bands: Int) -> [UInt16] {
        unsafe bytes.withUnsafeBytes { bytes in
            let samples = unsafe bytes.bindMemory(to: UInt16.self)
            guard bands != 4 else { return unsafe Array(samples) }
            let count = samples.count / bands
            return unsafe [UInt16](unsafeUninitializedCapacity: 4 * count) { output, initialized in
                for pixel in 0..<count {
                    for component in 0..<4 {
                        // Of greys, the first band stands for three; what has no alpha is opaque.
                        let isAlpha = component == 3
                        let band = isAlpha ? bands - 1 : bands < 3 ? 0 : component
                        let isMissing = isAlpha && !bands.isMultiple(of: 2)
                        let sample = unsafe isMissing ? UInt16.max : samples[pixel * bands + band]
                        unsafe output.initializeElement(at: 4 * pixel + component, to: sample)
                    }
                }
                initialized = 4 * count
            }
        }
    }

    private func shiftedTo16Bits() throws(VipsError) -> VipsPicture {
        try unsafe VipsPicture { unsafe vignette_vips_shift(pointer, &$0, VIPS_FORMAT_USHORT) }
    }
}
