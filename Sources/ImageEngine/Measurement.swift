// SPDX-License-Identifier: Apache-2.0

import CVips
import Model
import PixelImage

extension VipsPicture {
    /// The parts of all samples that become black and white.
    private static let blackPart = 0.005
    private static let whitePart = 0.995

    /// A picture of quantities of any range, such as a telescope's counts, as it is developed: greys, from the darkest
    /// to the brightest but for a few outliers at both ends.
    ///
    /// Of several bands the first: they are planes of a cube, not colours.
    func developed(_ size: PixelSize) throws(VipsError) -> Raster {
        let samples = try firstBands(1).cast(to: VIPS_FORMAT_FLOAT).resized(size)
        let made = samples.size
        let bytes = try samples.bytes()
        let values = unsafe bytes.withUnsafeBytes { unsafe Array($0.bindMemory(to: Float.self)) }
        let ordered = values.filter(\.isFinite).sorted()
        let black = ordered.isEmpty ? 0 : ordered[Int(Double(ordered.count - 1) * Self.blackPart)]
        let white = ordered.isEmpty ? 1 : ordered[Int(Double(ordered.count - 1) * Self.whitePart)]
        var pixels: [UInt8] = []
        pixels.reserveCapacity(4 * values.count)
        for value in values {
            let part = value.isFinite && white > black ? max(0, min(1, (value - black) / (white - black))) : 0
            let gray = UInt8((part * 255).rounded())
            pixels += [gray, gray, gray, 255]
        }
        guard let raster = Raster(size: made, bytes: pixels, isOpaque: true) else {
            throw VipsError(text: "\(values.count) samples for \(made.width) x \(made.height) pixels")
        }
        return raster
    }
}
