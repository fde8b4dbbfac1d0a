// SPDX-License-Identifier: Apache-2.0

internal import CSPNG
import Glibc
import Model

/// Writes PNG files: 8 bits a component, red, green and blue, and alpha where there is any.
struct PNGEncoder {
    /// Returns `raster` as a PNG file.
    func encode(_ raster: Raster) throws(PictureError) -> [UInt8] {
        let context = try PNGContext(writes: true)
        try checkPNG(
            unsafe spng_set_option(context.pointer, SPNG_ENCODE_TO_BUFFER, 1),
            "spng_set_option"
        )
        var header = spng_ihdr()
        header.width = UInt32(raster.size.width)
        header.height = UInt32(raster.size.height)
        header.bit_depth = 8
        let color = raster.isOpaque ? SPNG_COLOR_TYPE_TRUECOLOR : SPNG_COLOR_TYPE_TRUECOLOR_ALPHA
        header.color_type = UInt8(color.rawValue)
        try checkPNG(unsafe spng_set_ihdr(context.pointer, &header), "spng_set_ihdr")
        try writeRows(of: raster, to: context)
        return try file(of: context)
    }

    private func writeRows(of raster: Raster, to context: borrowing PNGContext) throws(PictureError) {
        let flags = CInt(SPNG_ENCODE_PROGRESSIVE.rawValue | SPNG_ENCODE_FINALIZE.rawValue)
        let format = CInt(SPNG_FMT_PNG.rawValue)
        try checkPNG(unsafe spng_encode_image(context.pointer, nil, 0, format, flags), "spng_encode_image")
        var line = [UInt8](repeating: 0, count: raster.pngComponents * raster.size.width)
        for row in 0..<raster.size.height {
            raster.copyRow(row, into: &line)
            let status = unsafe spng_encode_row(context.pointer, line, line.count)
            // The last row says that the file is complete.
            guard status != CInt(SPNG_EOI.rawValue) else { continue }
            try checkPNG(status, "spng_encode_row")
        }
    }

    private func file(of context: borrowing PNGContext) throws(PictureError) -> [UInt8] {
        var count = 0
        var status: CInt = 0
        let start = unsafe spng_get_png_buffer(context.pointer, &count, &status)
        try checkPNG(status, "spng_get_png_buffer")
        guard let start = unsafe start else { throw PictureError("spng_get_png_buffer: nothing was written") }
        defer { unsafe free(start) }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
}
