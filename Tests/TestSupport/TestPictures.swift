// SPDX-License-Identifier: Apache-2.0

import Model
package import PixelImage

/// Pictures made by arithmetic, the same at every run.
package enum TestPictures {
    /// Noise from a generator with `seed`.
    package static func noise(_ width: Int, _ height: Int, seed: UInt64, isOpaque: Bool) throws -> Raster {
        var state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493
        let bytes = (0..<4 * width * height).map { index -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = UInt8(truncatingIfNeeded: state >> 33)
            guard index & 3 == 3 else { return value }
            // Opaque, transparent and in between in equal parts.
            return isOpaque || value < 85 ? 255 : value < 170 ? 0 : value
        }
        return try raster(width, height, bytes, isOpaque: isOpaque)
    }

    /// Soft colours that a photo might have.
    package static func gradient(_ width: Int, _ height: Int) throws -> Raster {
        let bytes = (0..<height).flatMap { y in
            (0..<width).flatMap { x -> [UInt8] in
                [UInt8(255 * x / width), UInt8(255 * y / height), UInt8(255 * (x + y) / (width + height)), 255]
            }
        }
        return try raster(width, height, bytes, isOpaque: true)
    }

    package static func raster(_ width: Int, _ height: Int, _ bytes: [UInt8], isOpaque: Bool) throws -> Raster {
        let size = PixelSize(width: width, height: height)
        guard let raster = Raster(size: size, bytes: bytes, isOpaque: isOpaque) else { throw WrongSize() }
        return raster
    }

    package struct WrongSize: Error {}
}

extension Raster {
    /// The pixel in column `x` and row `y`.
    package func pixel(_ x: Int, _ y: Int) -> [UInt8] {
        Array(bytes[4 * (y * size.width + x)..<4 * (y * size.width + x) + 4])
    }

    /// The largest difference of a component from `other`, which is as large.
    package func difference(from other: Raster) -> Int {
        zip(bytes, other.bytes).map { abs(Int($0) - Int($1)) }.max() ?? 0
    }
}
