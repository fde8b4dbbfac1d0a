// SPDX-License-Identifier: Apache-2.0

internal import CTurboJPEG
package import FoundationEssentials

/// Turns pictures into baseline JPEG files.
@safe
package struct JPEGEncoder: ~Copyable {
    let handle: tjhandle
    /// 1...100.
    let quality: CInt

    /// Sets up libjpeg-turbo for pictures of `quality` 1...100, as libjpeg counts it.
    package init(quality: Int) throws(JPEGError) {
        guard let handle = unsafe tjInitCompress() else {
            throw JPEGError(function: "tjInitCompress", text: unsafe String(cString: tjGetErrorStr2(nil)))
        }
        unsafe self.handle = handle
        self.quality = CInt(quality)
    }

    deinit {
        unsafe tjDestroy(handle)
    }

    /// Returns `picture` as a JPEG file, 4:2:0.
    package func encode(_ picture: PixelBuffer) throws(JPEGError) -> Data {
        let file = try unsafe file("tjCompressFromYUVPlanes") { start, size in
            unsafe picture.withPlanes { planes, strides in
                unsafe tjCompressFromYUVPlanes(
                    handle,
                    planes,
                    CInt(picture.width),
                    strides,
                    CInt(picture.height),
                    CInt(TJSAMP_420.rawValue),
                    &start,
                    &size,
                    quality,
                    0
                )
            }
        }
        return Data(file)
    }

    /// The file that the library's `function` makes, in memory of its own that grows with the file: room for the largest
    /// that there could be would be larger than the picture.
    @unsafe
    func file(
        _ function: String,
        _ encode: (_ start: inout UnsafeMutablePointer<UInt8>?, _ size: inout CUnsignedLong) -> CInt
    ) throws(JPEGError) -> [UInt8] {
        var start: UnsafeMutablePointer<UInt8>?
        var size: CUnsignedLong = 0
        let status = unsafe encode(&start, &size)
        defer { unsafe tjFree(start) }
        guard status == 0 else {
            throw JPEGError(function: function, text: unsafe String(cString: tjGetErrorStr2(handle)))
        }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(size)))
    }
}

extension PixelBuffer {
    /// Lends the three planes as libjpeg-turbo takes them.
    fileprivate func withPlanes(
        _ body: (_ planes: UnsafeMutablePointer<UnsafePointer<UInt8>?>, _ strides: UnsafePointer<CInt>) -> CInt
    ) -> CInt {
        let strides = [CInt(luma.stride), CInt(cb.stride), CInt(cr.stride)]
        return unsafe luma.bytes.withUnsafeBufferPointer { luma in
            unsafe cb.bytes.withUnsafeBufferPointer { cb in
                unsafe cr.bytes.withUnsafeBufferPointer { cr in
                    var planes = unsafe [luma.baseAddress, cb.baseAddress, cr.baseAddress]
                    return unsafe planes.withUnsafeMutableBufferPointer { planes in
                        unsafe strides.withUnsafeBufferPointer { strides in
                            guard let planes = planes.baseAddress, let strides = strides.baseAddress
                            else { return -1 }
                            return unsafe body(planes, strides)
                        }
                    }
                }
            }
        }
    }
}
