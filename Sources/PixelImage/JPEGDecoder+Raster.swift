// SPDX-License-Identifier: Apache-2.0

internal import CJPEG
internal import CTurboJPEG
package import Model

/// A JPEG file as it was decoded.
package struct JPEGPicture: Sendable {
    /// As stored: not turned, in the file's own colours.
    package var raster: Raster
    /// The size of the file's picture, of which ``raster`` may be a smaller version.
    package var stored: PixelSize
    /// Whether the file has greys and no colours.
    package var isGrey: Bool
    /// Whether nothing was missing or damaged; otherwise what could not be read is grey or a guess.
    package var isWhole: Bool
}

extension JPEGDecoder {
    /// Decodes `file` in the smallest size, in eighths of its own, that still covers `wanted`.
    ///
    /// A file that is damaged or cut off gives what is there, and says so.
    ///
    /// - Parameters:
    ///   - wanted: The size that must be covered, not turned either; `nil` is the file's own.
    ///   - limit: The most pixels that the file's picture may have.
    /// - Throws: ``JPEGError`` when nothing can be decoded; its reason is ``JPEGError/Reason/unsupported`` for a file
    ///   in CMYK or of unusual subsampling.
    package func raster(of file: Span<UInt8>, atLeast wanted: PixelSize?, limit: Int64) throws(JPEGError) -> JPEGPicture
    {
        try picture(of: file, atLeast: wanted, limit: limit, isProof: false)
    }

    /// The same; a proof decodes an eighth and takes no damage.
    func picture(of file: Span<UInt8>, atLeast wanted: PixelSize?, limit: Int64, isProof: Bool) throws(JPEGError)
        -> JPEGPicture
    {
        let (stored, colors) = try header(of: file)
        let isGrey = colors == TJCS_GRAY
        guard stored.area <= limit else {
            let text = "\(stored.width) x \(stored.height) pixels are too many"
            throw JPEGError(function: "tjDecompressHeader3", text: text, reason: .tooLarge)
        }
        let eighths = isProof ? 1 : Self.eighths(of: stored, covering: wanted ?? stored)
        let size = Self.scaled(stored, eighths)
        if !isProof, let bytes = reduced(file, stored, colors, eighths, size) {
            let raster = Raster(bytes, of: size, isOpaque: true)
            return JPEGPicture(raster: raster, stored: stored, isGrey: isGrey, isWhole: true)
        }
        let (bytes, isWhole) = try decompress(file, to: size, stopsOnWarning: isProof)
        let raster = Raster(bytes, of: size, isOpaque: true)
        return JPEGPicture(raster: raster, stored: stored, isGrey: isGrey, isWhole: isWhole)
    }

    /// The picture of a whole file of a usual kind, by the shortest way; `nil` for all others.
    private func reduced(
        _ file: Span<UInt8>,
        _ stored: PixelSize,
        _ colors: TJCS?,
        _ eighths: Int,
        _ size: PixelSize
    ) -> [UInt8]? {
        guard eighths < 8, colors == TJCS_YCbCr || colors == TJCS_GRAY else { return nil }
        if eighths == 1, let pixels = eighth(of: file, stored, size) { return pixels }
        return Self.progressive(file, eighths, size)
    }

    private static func progressive(_ file: Span<UInt8>, _ eighths: Int, _ size: PixelSize) -> [UInt8]? {
        let count = 4 * size.width * size.height
        let pixels = unsafe [UInt8](unsafeUninitializedCapacity: count) { pixels, initialized in
            let isDecoded = unsafe file.withUnsafeBufferPointer { file in
                unsafe vignette_jpeg_reduced(
                    file.baseAddress,
                    file.count,
                    CInt(eighths),
                    CInt(size.width),
                    CInt(size.height),
                    pixels.baseAddress
                )
            }
            initialized = isDecoded == 0 ? 0 : count
        }
        return pixels.isEmpty ? nil : pixels
    }

    private func header(of file: Span<UInt8>) throws(JPEGError) -> (size: PixelSize, colors: TJCS?) {
        var (width, height, sampling, colors): (CInt, CInt, CInt, CInt) = (0, 0, -1, -1)
        let status = unsafe file.withUnsafeBufferPointer { bytes in
            unsafe tjDecompressHeader3(
                handle,
                bytes.baseAddress,
                CUnsignedLong(bytes.count),
                &width,
                &height,
                &sampling,
                &colors
            )
        }
        let known = [TJCS_GRAY, TJCS_YCbCr, TJCS_RGB, TJCS_CMYK, TJCS_YCCK].first { CInt($0.rawValue) == colors }
        guard known != TJCS_CMYK, known != TJCS_YCCK else {
            throw JPEGError(function: "tjDecompressHeader3", text: "the picture is in CMYK", reason: .unsupported)
        }
        guard status == 0, width > 0, height > 0 else {
            // The size is known by then: only the subsampling is none of the library's.
            let isUnusual = width > 0 && height > 0 && sampling < 0
            let text = unsafe String(cString: tjGetErrorStr2(handle))
            throw JPEGError(
                function: "tjDecompressHeader3",
                text: text,
                reason: isUnusual ? .unsupported : .damaged
            )
        }
        return (PixelSize(width: Int(width), height: Int(height)), known)
    }

    private func decompress(_ file: Span<UInt8>, to size: PixelSize, stopsOnWarning: Bool) throws(JPEGError)
        -> (bytes: [UInt8], isWhole: Bool)
    {
        // Scans without end cost time without end.
        let flags = TJFLAG_LIMITSCANS | (stopsOnWarning ? TJFLAG_STOPONWARNING : 0)
        // Where a warning is followed by an error, rows are missing.
        var output = [UInt8](repeating: 128, count: 4 * size.width * size.height)
        let status = unsafe file.withUnsafeBufferPointer { bytes in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe tjDecompress2(
                    handle,
                    bytes.baseAddress,
                    CUnsignedLong(bytes.count),
                    output.baseAddress,
                    CInt(size.width),
                    CInt(4 * size.width),
                    CInt(size.height),
                    CInt(TJPF_RGBA.rawValue),
                    flags
                )
            }
        }
        let isWarning = unsafe tjGetErrorCode(handle) == CInt(TJERR_WARNING.rawValue)
        guard status == 0 || isWarning && !stopsOnWarning else {
            throw JPEGError(function: "tjDecompress2", text: unsafe String(cString: tjGetErrorStr2(handle)))
        }
        return (output, status == 0)
    }

    /// The smallest number of eighths of `stored` that covers `wanted`, at most eight.
    private static func eighths(of stored: PixelSize, covering wanted: PixelSize) -> Int {
        let enough = (1..<8).first { eighths in
            let size = scaled(stored, eighths)
            return size.width >= wanted.width && size.height >= wanted.height
        }
        return enough ?? 8
    }

    /// The size that the library makes of `stored`: rounded up.
    private static func scaled(_ stored: PixelSize, _ eighths: Int) -> PixelSize {
        PixelSize(width: (stored.width * eighths + 7) / 8, height: (stored.height * eighths + 7) / 8)
    }
}
