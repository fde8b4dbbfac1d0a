// SPDX-License-Identifier: Apache-2.0

internal import CTurboJPEG
import Model

extension JPEGEncoder {
    /// Returns `raster` as a JPEG file, whatever its alpha says.
    ///
    /// - Parameter halvesColor: Whether colour has half the resolution (4:2:0) or all of it (4:4:4).
    func encode(_ raster: Raster, halvesColor: Bool) throws(JPEGError) -> [UInt8] {
        let sampling = CInt((halvesColor ? TJSAMP_420 : TJSAMP_444).rawValue)
        let (width, height) = (CInt(raster.size.width), CInt(raster.size.height))
        return try unsafe file("tjCompress2") { start, size in
            unsafe raster.bytes.withUnsafeBufferPointer { pixels in
                unsafe tjCompress2(
                    handle,
                    pixels.baseAddress,
                    width,
                    4 * width,
                    height,
                    CInt(TJPF_RGBX.rawValue),
                    &start,
                    &size,
                    sampling,
                    quality,
                    0
                )
            }
        }
    }
}
