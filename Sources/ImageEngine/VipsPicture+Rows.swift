// SPDX-License-Identifier: Apache-2.0

import CVips
import Model
import PixelImage

extension VipsPicture {
    /// Rows that are made at once.
    private static let stripHeight = 16

    /// The whole picture, which has no profile, in `wanted` pixels, its rows scaled as they are made, which takes less
    /// than libvips' way does.
    ///
    /// - Returns: `nil` for other samples than 8 bits of sRGB.
    func scaledRows(_ wanted: PixelSize) throws(VipsError) -> Raster? {
        let (isBytes, meaning) = unsafe (
            vips_image_get_format(pointer) == VIPS_FORMAT_UCHAR, vips_image_get_interpretation(pointer)
        )
        guard isBytes, meaning == VIPS_INTERPRETATION_sRGB, 3...4 ~= bands else { return nil }
        guard let region = unsafe vips_region_new(pointer) else { throw .taken() }
        defer { unsafe g_object_unref(region) }
        let (size, stride) = (size, bands)
        var scaler = RowScaler(size, stride: stride, to: wanted)
        for top in Swift.stride(from: 0, to: size.height, by: Self.stripHeight) {
            let height = min(Self.stripHeight, size.height - top)
            var area = VipsRect(left: 0, top: CInt(top), width: CInt(size.width), height: CInt(height))
            try VipsError.check(unsafe vips_region_prepare(region, &area))
            for row in top..<top + height {
                // SAFETY: what was prepared are whole rows, the first of them at `valid.top`.
                let start = unsafe region.pointee.data + (row - Int(region.pointee.valid.top)) * Int(region.pointee.bpl)
                unsafe scaler.add(Span(_unsafeStart: start, count: stride * size.width))
            }
        }
        return scaler.raster
    }
}
