// SPDX-License-Identifier: Apache-2.0

import CVips
import Glibc
import Model
import PixelImage

/// A picture in the light of its scene, where white is not the end: red, green and blue in linear light, 1 being white.
struct SceneLight {
    /// Where a larger part of the pixels than this is brighter than white, cutting them off would lose the picture.
    private static let brightPart = 0.05
    /// What a scene's average becomes.
    private static let key: Float = 0.18
    /// The part of all pixels that becomes white at most.
    private static let whitePart = 0.99

    private let size: PixelSize
    /// Three for each pixel.
    private var samples: [Float]

    /// Takes the colours of `picture` in about `size` pixels.
    init(_ picture: borrowing VipsPicture, _ size: PixelSize) throws(VipsError) {
        let light = try picture.inLinearLight().firstBands(3).cast(to: VIPS_FORMAT_FLOAT).resized(size)
        self.size = light.size
        let bytes = try light.bytes()
        samples = unsafe bytes.withUnsafeBytes { unsafe Array($0.bindMemory(to: Float.self)) }
        for index in samples.indices { samples[index] = max(0, min(samples[index], 1e9)) }
    }

    /// The picture with its lights held back, as a print holds them back (Reinhard et al., "Photographic tone
    /// reproduction for digital images", 2002, the global operator); `nil` where it needs none.
    func developed() -> Raster? {
        let luminances = stride(from: 0, to: samples.count - 2, by: 3).map(luminance)
        let bright = luminances.count { $0 > 1 }
        guard Double(bright) > Self.brightPart * Double(luminances.count) else { return nil }
        let logarithms = luminances.reduce(Float(0)) { $0 + log($1 + 1e-4) }
        let exposure = Self.key / exp(logarithms / Float(luminances.count))
        let ordered = luminances.sorted()
        let white = exposure * ordered[Int(Double(ordered.count - 1) * Self.whitePart)]
        var pixels: [UInt8] = []
        pixels.reserveCapacity(4 * luminances.count)
        for (index, luminance) in luminances.enumerated() {
            let light: Float = exposure * luminance
            let toned: Float = light * (1 + light / (white * white)) / (1 + light)
            let factor: Float = luminance > 0 ? toned / luminance : 0
            for band in 0..<3 { pixels.append(Self.encoded(samples[3 * index + band] * factor)) }
            pixels.append(255)
        }
        return Raster(size: size, bytes: pixels, isOpaque: true)
    }

    /// How bright the pixel at `index` is, by the weights of BT.709.
    private func luminance(_ index: Int) -> Float {
        let (red, green, blue) = (samples[index], samples[index + 1], samples[index + 2])
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// sRGB's curve (IEC 61966-2-1).
    private static func encoded(_ light: Float) -> UInt8 {
        let value = light <= 0.003_130_8 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055
        return UInt8(max(0, min(255, (value * 255).rounded())))
    }
}

extension VipsPicture {
    /// The same in linear light.
    fileprivate func inLinearLight() throws(VipsError) -> VipsPicture {
        try unsafe VipsPicture { unsafe vignette_vips_colourspace(pointer, &$0, VIPS_INTERPRETATION_scRGB) }
    }
}
