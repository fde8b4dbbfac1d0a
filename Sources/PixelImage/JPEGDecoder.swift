// SPDX-License-Identifier: Apache-2.0

internal import CTurboJPEG
package import FoundationEssentials

/// Reads JPEG files: those that were made, as the proof that they can be shown, and those of others.
@safe
package struct JPEGDecoder: ~Copyable {
    /// How much smaller than stored a picture is decoded.
    package enum Reduction: Int, Sendable {
        case none = 1
        /// An eighth of each side, which needs almost no arithmetic, though every bit of the file is read.
        case eighth = 8
    }

    let handle: tjhandle

    package init() throws(JPEGError) {
        guard let handle = unsafe tjInitDecompress() else {
            throw JPEGError(function: "tjInitDecompress", text: unsafe String(cString: tjGetErrorStr2(nil)))
        }
        unsafe self.handle = handle
    }

    deinit {
        unsafe tjDestroy(handle)
    }

    /// Decodes `file`, which is 4:2:0, into the planes of at most `limit` pixels.
    ///
    /// Throws also for a file that is readable only in part, and for one that is not 4:2:0.
    package func decode(_ file: Data, reducedTo reduction: Reduction = .none, limit: Int64) throws(JPEGError)
        -> PixelBuffer
    {
        let bytes = [UInt8](file)
        var (width, height, sampling, colours): (CInt, CInt, CInt, CInt) = (0, 0, 0, 0)
        try check(
            unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe tjDecompressHeader3(
                    handle,
                    bytes.baseAddress,
                    CUnsignedLong(bytes.count),
                    &width,
                    &height,
                    &sampling,
                    &colours
                )
            },
            "tjDecompressHeader3"
        )
        let shrunk = { (side: CInt) in (Int(side) + reduction.rawValue - 1) / reduction.rawValue }
        guard sampling == CInt(TJSAMP_420.rawValue),
            var picture = PixelBuffer(width: shrunk(width), height: shrunk(height), limit: limit)
        else { throw JPEGError(function: "tjDecompressHeader3", text: "not a 4:2:0 picture within the limit") }
        try check(unsafe decompress(bytes, into: &picture), "tjDecompressToYUVPlanes")
        return picture
    }

    @unsafe
    private func decompress(_ bytes: [UInt8], into picture: inout PixelBuffer) -> CInt {
        let (width, height) = (CInt(picture.width), CInt(picture.height))
        var strides = [CInt(picture.luma.stride), CInt(picture.cb.stride), CInt(picture.cr.stride)]
        return unsafe picture.luma.bytes.withUnsafeMutableBufferPointer { luma in
            unsafe picture.cb.bytes.withUnsafeMutableBufferPointer { cb in
                unsafe picture.cr.bytes.withUnsafeMutableBufferPointer { cr in
                    var planes = unsafe [luma.baseAddress, cb.baseAddress, cr.baseAddress]
                    return unsafe bytes.withUnsafeBufferPointer { bytes in
                        unsafe tjDecompressToYUVPlanes(
                            handle,
                            bytes.baseAddress,
                            CUnsignedLong(bytes.count),
                            &planes,
                            width,
                            &strides,
                            height,
                            TJFLAG_STOPONWARNING
                        )
                    }
                }
            }
        }
    }

    private func check(_ status: CInt, _ function: String) throws(JPEGError) {
        guard status == 0 else {
            throw JPEGError(function: function, text: unsafe String(cString: tjGetErrorStr2(handle)))
        }
    }
}
