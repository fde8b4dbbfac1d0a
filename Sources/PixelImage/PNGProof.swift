// SPDX-License-Identifier: Apache-2.0

internal import CSPNG
import Model

/// Reads PNG files back: the proof that a picture that was made can be shown.
struct PNGProof {
    /// Decodes `file` row by row.
    ///
    /// - Throws: ``PictureError`` when it does not decode, or shows anything but `raster`.
    func check(_ file: [UInt8], shows raster: Raster) throws(PictureError) {
        let context = try PNGContext(writes: false)
        var failure: PictureError?
        // The library reads from the file until the last row: it must stay where it is.
        unsafe file.withUnsafeBytes { bytes in
            do throws(PictureError) {
                try checkPNG(
                    unsafe spng_set_png_buffer(context.pointer, bytes.baseAddress, bytes.count),
                    "spng_set_png_buffer"
                )
                try readHeader(of: raster, from: context)
                try readRows(of: raster, from: context)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private func readHeader(of raster: Raster, from context: borrowing PNGContext) throws(PictureError) {
        var header = spng_ihdr()
        try checkPNG(unsafe spng_get_ihdr(context.pointer, &header), "spng_get_ihdr")
        guard Int(header.width) == raster.size.width, Int(header.height) == raster.size.height else {
            throw PictureError("the picture has another size than was encoded")
        }
    }

    private func readRows(of raster: Raster, from context: borrowing PNGContext) throws(PictureError) {
        let flags = CInt(SPNG_DECODE_PROGRESSIVE.rawValue)
        let format = CInt(SPNG_FMT_PNG.rawValue)
        try checkPNG(unsafe spng_decode_image(context.pointer, nil, 0, format, flags), "spng_decode_image")
        var line = [UInt8](repeating: 0, count: raster.pngComponents * raster.size.width)
        var wanted = line
        for row in 0..<raster.size.height {
            let status = unsafe spng_decode_row(context.pointer, &line, line.count)
            if status != CInt(SPNG_EOI.rawValue) { try checkPNG(status, "spng_decode_row") }
            raster.copyRow(row, into: &wanted)
            guard line == wanted else { throw PictureError("the picture does not decode to what was encoded") }
        }
    }
}
