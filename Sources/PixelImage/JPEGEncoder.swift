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
        var (size, status): (CUnsignedLong, CInt) = (0, -1)
        let room = Int(tjBufSize(CInt(picture.width), CInt(picture.height), CInt(TJSAMP_420.rawValue)))
        let file = unsafe [UInt8](unsafeUninitializedCapacity: room) { output, initialized in
            var start = output.baseAddress
            size = CUnsignedLong(room)
            status = unsafe picture.withPlanes { planes, strides in
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
                    TJFLAG_NOREALLOC
                )
            }
            initialized = status == 0 ? Int(size) : 0
        }
        guard status == 0 else {
            throw JPEGError(
                function: "tjCompressFromYUVPlanes",
                text: unsafe String(cString: tjGetErrorStr2(handle))
            )
        }
        return Data(file)
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
