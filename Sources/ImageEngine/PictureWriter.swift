// SPDX-License-Identifier: Apache-2.0

import CVips
import FoundationEssentials
import Model
import PixelImage
import RenderProtocol

/// Writes finished pictures in any format, and proves each by decoding it.
struct PictureWriter {
    /// 1...100, as the encoders count it.
    private static let webpQuality: CInt = 80
    private static let avifQuality: CInt = 60
    /// Most pixels of a side.
    private static let webpSide = 16_383
    /// 0...9: how much time AV1 takes to become smaller.
    private static let avifEffort: CInt = 2

    let format: PictureFormat
    let limits: RenderLimits

    func write(_ raster: Raster) throws(Failure) -> EncodedPicture {
        do throws(PictureError) {
            switch format {
            case .jpeg, .png:
                return try PictureEncoder(
                    format: format,
                    subject: .photo,
                    pixelLimit: limits.pixels,
                    byteLimit: limits.pictureBytes
                ).encode(raster)
            case .webp, .avif:
                return try encode(raster)
            }
        } catch {
            throw Failure(error)
        }
    }

    private func encode(_ raster: Raster) throws(PictureError) -> EncodedPicture {
        let side = max(raster.size.width, raster.size.height)
        guard format != .webp || side <= Self.webpSide else {
            throw PictureError("\(side) pixels, where WebP has \(Self.webpSide)", reason: .tooManyPixels)
        }
        let bytes: [UInt8]
        do throws(VipsError) {
            bytes = try encoded(raster)
            try prove(bytes, raster)
        } catch {
            throw PictureError(error.text)
        }
        guard bytes.count <= limits.pictureBytes else {
            throw PictureError("a picture of \(bytes.count) bytes", reason: .tooManyBytes)
        }
        return EncodedPicture(bytes: Data(bytes), size: raster.size)
    }

    private func encoded(_ raster: Raster) throws(VipsError) -> [UInt8] {
        try unsafe raster.bytes.withUnsafeBufferPointer { pixels throws(VipsError) in
            let (width, height) = (CInt(raster.size.width), CInt(raster.size.height))
            let memory = try unsafe VipsPicture { image in
                unsafe image = vips_image_new_from_memory(
                    pixels.baseAddress,
                    pixels.count,
                    width,
                    height,
                    4,
                    VIPS_FORMAT_UCHAR
                )
                return unsafe image == nil ? -1 : 0
            }
            let picture = try unsafe VipsPicture { unsafe vignette_vips_as_srgb(memory.pointer, &$0) }
            return raster.isOpaque ? try save(try picture.firstBands(3)) : try save(picture)
        }
    }

    private func save(_ picture: borrowing VipsPicture) throws(VipsError) -> [UInt8] {
        var (memory, count): (UnsafeMutableRawPointer?, Int) = (nil, 0)
        let isWebP = format == .webp
        let status =
            isWebP
            ? unsafe vignette_vips_save_webp(picture.pointer, &memory, &count, Self.webpQuality)
            : unsafe vignette_vips_save_avif(picture.pointer, &memory, &count, Self.avifQuality, Self.avifEffort)
        try VipsError.check(status)
        defer { unsafe g_free(memory) }
        let file = unsafe [UInt8](UnsafeRawBufferPointer(start: memory, count: count))
        return isWebP ? WebPFile.withoutMetadata(file) : file
    }

    /// Throws unless `file` decodes to a picture of the size of `raster`.
    private func prove(_ file: [UInt8], _ raster: Raster) throws(VipsError) {
        let loader = format == .webp ? "webpload_buffer" : "heifload_buffer"
        try unsafe file.withUnsafeBufferPointer { bytes throws(VipsError) in
            let picture = try unsafe VipsPicture {
                unsafe vignette_vips_load(loader, "fail-on=warning", bytes.baseAddress, bytes.count, &$0)
            }
            let pixels = try picture.bytes()
            guard picture.size == raster.size, pixels.count == picture.bands * raster.bytes.count / 4 else {
                throw VipsError(text: "the picture does not decode to what was encoded")
            }
        }
    }
}
