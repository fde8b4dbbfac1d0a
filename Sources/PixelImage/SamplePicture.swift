// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// A picture of many colours, for engines to rehearse with.
package enum SamplePicture {
    /// A file of `side` by `side` pixels.
    ///
    /// - Throws: ``PictureError`` for a format that is neither JPEG nor PNG.
    package static func file(_ format: PictureFormat, side: Int) throws(PictureError) -> Data {
        let bytes = (0..<4 * side * side).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
        guard let raster = Raster(size: PixelSize(width: side, height: side), bytes: bytes, isOpaque: true) else {
            return Data()
        }
        let encoder = try PictureEncoder(
            format: format,
            subject: .photo,
            pixelLimit: raster.size.area,
            byteLimit: 2 * bytes.count
        )
        return try encoder.encode(raster).bytes
    }
}
