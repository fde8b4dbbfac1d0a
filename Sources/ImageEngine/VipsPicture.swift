// SPDX-License-Identifier: Apache-2.0

import CVips
import Model
import PixelImage

/// An owned `VipsImage`, released when the value ends.
///
/// Most are only a recipe: pixels are made when they are written out.
@safe
struct VipsPicture: ~Copyable {
    let pointer: UnsafeMutablePointer<VipsImage>

    /// Takes the image that `make` hands out.
    @unsafe
    init(_ make: (inout UnsafeMutablePointer<VipsImage>?) -> CInt) throws(VipsError) {
        var made: UnsafeMutablePointer<VipsImage>?
        try VipsError.check(unsafe make(&made))
        guard let made = unsafe made else { throw VipsError(text: "no image") }
        unsafe pointer = made
    }

    deinit {
        unsafe g_object_unref(pointer)
    }

    /// The size as stored, of one page where there are several.
    var size: PixelSize {
        PixelSize(
            width: Int(unsafe vips_image_get_width(pointer)),
            height: Int(unsafe vips_image_get_page_height(pointer))
        )
    }

    /// Pictures in the file.
    var pages: Int { Int(unsafe vips_image_get_n_pages(pointer)) }

    /// EXIF's orientation, 1...8.
    var orientation: Int { Int(unsafe vips_image_get_orientation(pointer)) }

    var bands: Int { Int(unsafe vips_image_get_bands(pointer)) }

    var hasAlpha: Bool { unsafe vips_image_hasalpha(pointer) != 0 }

    /// Bytes of one pixel.
    var pixelBytes: Int { Int(unsafe vips_format_sizeof(vips_image_get_format(pointer))) * bands }

    /// Whether samples are physical quantities of no particular range rather than brightness.
    var isMeasurement: Bool {
        let format = unsafe vips_image_get_format(pointer)
        let meaning = unsafe vips_image_get_interpretation(pointer)
        let isFloat = format == VIPS_FORMAT_FLOAT || format == VIPS_FORMAT_DOUBLE
        return isFloat && (meaning == VIPS_INTERPRETATION_MULTIBAND || meaning == VIPS_INTERPRETATION_B_W)
    }

    /// The whole picture in `size` pixels, in sRGB.
    func thumbnail(_ size: PixelSize) throws(VipsError) -> VipsPicture {
        let (width, height) = (CInt(size.width), CInt(size.height))
        guard let profile else {
            return try unsafe VipsPicture { unsafe vignette_vips_scale(pointer, &$0, width, height) }
        }
        // A profile made of tables may have but the one for the perceptual intent.
        let isPerceptual = profile.has("A2B0") && !profile.has("A2B1")
        let intent = isPerceptual ? VIPS_INTENT_PERCEPTUAL : VIPS_INTENT_RELATIVE
        guard !profile.isOfInks else {
            // Scaling with its conversion takes such a profile to be libvips's own.
            let scaled = try resized(size)
            return try unsafe VipsPicture { unsafe vignette_vips_transform(scaled.pointer, &$0, intent) }
        }
        return try unsafe VipsPicture { unsafe vignette_vips_convert(pointer, &$0, width, height, intent) }
    }

    /// The colour profile inside.
    var profile: ICCProfile? {
        var (bytes, count): (UnsafeRawPointer?, Int) = (nil, 0)
        guard unsafe vips_image_get_typeof(pointer, VIPS_META_ICC_NAME) != 0,
            unsafe vips_image_get_blob(pointer, VIPS_META_ICC_NAME, &bytes, &count) == 0
        else { return nil }
        return ICCProfile(unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: count)))
    }

    /// The whole picture in about `size` pixels, its samples as they are.
    func resized(_ size: PixelSize) throws(VipsError) -> VipsPicture {
        let across = Double(size.width) / Double(self.size.width)
        let down = Double(size.height) / Double(self.size.height)
        return try unsafe VipsPicture { unsafe vignette_vips_resize(pointer, &$0, across, down) }
    }

    /// The first `count` bands.
    func firstBands(_ count: Int) throws(VipsError) -> VipsPicture {
        try unsafe VipsPicture { unsafe vignette_vips_bands(pointer, &$0, CInt(count)) }
    }

    func cast(to format: VipsBandFormat) throws(VipsError) -> VipsPicture {
        try unsafe VipsPicture { unsafe vignette_vips_cast(pointer, &$0, format) }
    }

    /// Makes the pixels: row after row without gaps.
    func bytes() throws(VipsError) -> [UInt8] {
        var count = 0
        guard let memory = unsafe vips_image_write_to_memory(pointer, &count) else { throw .taken() }
        defer { unsafe g_free(memory) }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: memory, count: count))
    }

    /// Makes the pixels, 8-bit sRGB with alpha.
    func raster() throws(VipsError) -> Raster {
        let space = try unsafe VipsPicture { unsafe vignette_vips_colourspace(pointer, &$0, VIPS_INTERPRETATION_sRGB) }
        let samples = try space.cast(to: VIPS_FORMAT_UCHAR)
        let isOpaque = samples.bands < 4
        let pixels =
            isOpaque
            ? try unsafe VipsPicture { unsafe vignette_vips_add_alpha(samples.pointer, &$0) }
            : try samples.firstBands(4)
        guard let raster = Raster(size: pixels.size, bytes: try pixels.bytes(), isOpaque: isOpaque) else {
            throw VipsError(text: "a picture of \(pixels.bands) bands")
        }
        return raster
    }
}
