// SPDX-License-Identifier: Apache-2.0

internal import CTurboJPEG
import Model

extension JPEGDecoder {
    /// The picture of a whole file of the usual kind at an eighth of its size, the same to the bit as libjpeg's; `nil` for all
    /// other files.
    ///
    /// - Parameters:
    ///   - stored: The size of the file's picture.
    ///   - size: An eighth of it, rounded up.
    func eighth(of file: Span<UInt8>, _ stored: PixelSize, _ size: PixelSize) -> [UInt8]? {
        // TurboJPEG takes the least reduction that makes this size: of one pixel not always an eighth.
        guard size.area > 1, let jpeg = SequentialJPEG(file), jpeg.size == stored else { return nil }
        let scan = EighthScan(jpeg)
        return scan.samples(of: file).flatMap { colored($0, scan, size) }
    }

    /// The pixels of planes of one size, red, green, blue and 255, by libjpeg's own arithmetic.
    private func colored(_ samples: [UInt8], _ scan: EighthScan, _ size: PixelSize) -> [UInt8]? {
        let (count, isGrey) = (4 * size.width * size.height, scan.jpeg.components.count == 1)
        let planeSize = scan.rows * scan.stride
        let strides = [CInt](repeating: CInt(scan.stride), count: 3)
        let pixels = unsafe [UInt8](unsafeUninitializedCapacity: count) { pixels, initialized in
            let status = unsafe samples.withUnsafeBufferPointer { samples in
                // SAFETY: a plane has `rows` rows of `stride` samples, which are not fewer than the picture's.
                var planes = unsafe (0..<3).map { plane in
                    unsafe isGrey && plane > 0 ? nil : samples.baseAddress.map { unsafe $0 + plane * planeSize }
                }
                return unsafe tjDecodeYUVPlanes(
                    handle,
                    &planes,
                    strides,
                    CInt((isGrey ? TJSAMP_GRAY : TJSAMP_444).rawValue),
                    pixels.baseAddress,
                    CInt(size.width),
                    CInt(4 * size.width),
                    CInt(size.height),
                    CInt(TJPF_RGBA.rawValue),
                    0
                )
            }
            initialized = status == 0 ? count : 0
        }
        return pixels.isEmpty ? nil : pixels
    }
}
