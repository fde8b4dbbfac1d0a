// SPDX-License-Identifier: Apache-2.0

import CVips
import Model
import PixelImage
import RenderKit
import RenderProtocol

/// A picture file in memory that libvips decodes, by a loader that its format names: libvips does not choose.
@safe
struct VipsFile {
    /// What a load operation is told.
    private struct Options {
        /// From 0.
        var page: Int?
        /// Of each side, for loaders that can decode less.
        var scale: Double?
        var shrink: Int?
        var isThumbnail = false
        /// Whether damage ends the decoding, or only what cannot go on.
        var isStrict = true
        /// Whether the pixels are gone through more than once.
        var isReadTwice = false

        var text: String {
            let parts = [
                "access=\(isReadTwice ? "random" : "sequential")",
                "fail-on=\(isStrict ? "error" : "none")",
                page.map { "page=\($0)" }, scale.map { "scale=\($0)" }, shrink.map { "shrink=\($0)" },
                isThumbnail ? "thumbnail=true" : nil,
            ]
            return parts.compactMap(\.self).joined(separator: ",")
        }
    }

    /// How many times what is wanted each side must be, for the way without libvips to be the shorter one.
    private static let shortReduction = 3

    private let format: SourceFormat
    private let bytes: UnsafeRawBufferPointer

    /// The name of this process's descriptor of the file, for the loaders that read from files alone.
    private let path: String?
    /// What the colours mean, where libvips does not know it.
    private let colors: ColorConversion.Source?

    /// `bytes` must stay valid as long as this value.
    @unsafe
    private init(
        _ format: SourceFormat,
        _ bytes: UnsafeRawBufferPointer,
        path: String? = nil,
        colors: ColorConversion.Source? = nil
    ) {
        self.format = format
        unsafe self.bytes = bytes
        self.path = path
        self.colors = colors
    }

    /// Decodes the picture in `file`, upright.
    static func decode(
        _ file: ArraySlice<UInt8>,
        _ format: SourceFormat,
        path: String?,
        for wish: PictureWish
    ) throws(Failure) -> DecodedPicture {
        let colors =
            switch format {
            case .heif: HEIFColors(file).source
            case .png: PNGColors(file.span).source
            default: nil as ColorConversion.Source?
            }
        return try unsafe file.withUnsafeBufferPointer { bytes throws(Failure) in
            let file = unsafe VipsFile(format, UnsafeRawBufferPointer(bytes), path: path, colors: colors)
            return try file.withoutDamage { options throws(VipsDecodeError) in try file.decode(for: wish, options) }
        }
    }

    /// The same of a PNG file that was not read into memory, which may take longer than all the rest.
    static func decode(png file: borrowing MappedBytes, for wish: PictureWish) throws(Failure) -> DecodedPicture {
        let colors = PNGColors(unsafe Span(_unsafeBytes: file.bytes)).source
        let file = unsafe VipsFile(.png, file.bytes, colors: colors)
        return try file.withoutDamage { options throws(VipsDecodeError) in try file.decode(for: wish, options) }
    }

    /// Decodes the picture of a JPEG file as it is stored, at least as large as `wanted`, for colours to be converted.
    static func decode(
        _ file: ArraySlice<UInt8>,
        atLeast wanted: PixelSize,
        for wish: PictureWish
    ) throws(Failure) -> DecodedPicture {
        try unsafe file.withUnsafeBufferPointer { bytes throws(Failure) in
            let file = unsafe VipsFile(.jpeg, UnsafeRawBufferPointer(bytes))
            return try file.withoutDamage { options throws(VipsDecodeError) in
                try file.decode(atLeast: wanted, for: wish, options)
            }
        }
    }

    private func decode(
        atLeast wanted: PixelSize,
        for wish: PictureWish,
        _ options: Options
    ) throws(VipsDecodeError) -> DecodedPicture {
        var options = options
        var picture = try open(options, for: wish)
        let size = picture.size
        options.shrink = [8, 4, 2].first { size.width / $0 >= wanted.width && size.height / $0 >= wanted.height }
        if options.shrink != nil { picture = try open(options, for: wish) }
        let raster = try VipsDecodeError.of { () throws(VipsError) in try picture.thumbnail(wanted).raster() }
        return DecodedPicture(raster: raster, source: size, shapes: wish.shapes)
    }

    /// Decodes strictly, or if that fails, what can be had.
    private func withoutDamage(
        _ decode: (Options) throws(VipsDecodeError) -> DecodedPicture
    ) throws(Failure) -> DecodedPicture {
        do throws(VipsDecodeError) {
            return try decode(Options())
        } catch {
            guard case .failed = error, canBePartial else { throw error.failure }
            do throws(VipsDecodeError) {
                var picture = try decode(Options(isStrict: false))
                picture.notes.append(DecodedPicture.damageNote)
                return picture
            } catch {
                throw error.failure
            }
        }
    }

    private func decode(for wish: PictureWish, _ options: Options) throws(VipsDecodeError) -> DecodedPicture {
        var options = options
        options.isReadTwice = isSceneLight
        var header = try open(options, for: wish)
        if wish.page > 1, header.pages > 1 {
            options.page = min(wish.page, header.pages) - 1
            header = try open(options, for: wish)
        }
        let isDrawing = format == .svg
        let wish = isDrawing ? wish.ofDrawing : wish
        let orientation = isTurnedByLoader ? .upright : Orientation(exif: header.orientation)
        let source = orientation.isTransposed ? header.size.transposed : header.size
        let needed = try VipsDecodeError.of { () throws(Failure) in
            isDrawing ? try wish.sizeFilled(by: source) : try wish.sizeNeeded(of: source)
        }
        let stored = orientation.isTransposed ? needed.transposed : needed
        let picture = try reduced(header, to: stored, options, for: wish)
        let raster = try VipsDecodeError.of { () throws(VipsError) in try pixels(of: picture, stored, options) }
        return DecodedPicture(raster: raster.oriented(orientation), source: source, shapes: wish.shapes)
    }

    /// The picture in `size` pixels, of whatever its samples mean.
    private func pixels(
        of picture: borrowing VipsPicture,
        _ size: PixelSize,
        _ options: Options
    ) throws(VipsError) -> Raster {
        if picture.isMeasurement || format == .fits { return try picture.developed(size) }
        if let colors { return try picture.raster(of: colors, size) }
        if isSceneLight, let raster = try SceneLight(picture, size).developed() { return raster }
        if options.isStrict, let raster = try scaledRows(picture, size) { return raster }
        return try picture.thumbnail(size).raster()
    }

    /// The picture by rows that are scaled without libvips, which takes longer where few of many pixels are wanted; `nil`
    /// where it has to be libvips, which also judges damage.
    private func scaledRows(_ picture: borrowing VipsPicture, _ wanted: PixelSize) throws(VipsError) -> Raster? {
        let size = picture.size
        guard size.width >= Self.shortReduction * wanted.width, size.height >= Self.shortReduction * wanted.height,
            picture.profile == nil
        else { return nil }
        return switch format {
        case .png: PNGDecoder.raster(of: unsafe Span(_unsafeBytes: bytes), scaledTo: wanted)
        case .heif: try picture.scaledRows(wanted)
        default: nil
        }
    }

    /// Whether the format keeps light as it was measured, without an end at white.
    private var isSceneLight: Bool { format == .openexr || format == .radiance }

    /// Whether there can be something to show of a file that is damaged.
    private var canBePartial: Bool {
        switch format {
        case .jpeg, .png, .gif, .webp, .tiff: true
        default: false
        }
    }

    /// Whether the loader applies the orientation itself: it is part of these formats.
    private var isTurnedByLoader: Bool {
        switch format {
        case .heif, .jxl: true
        default: false
        }
    }

    /// The picture of `header`, decoded in a smaller size where its format can do that.
    private func reduced(
        _ header: consuming VipsPicture,
        to wanted: PixelSize,
        _ options: Options,
        for wish: PictureWish
    ) throws(VipsDecodeError) -> VipsPicture {
        var options = options
        let size = header.size
        let scale = max(Double(wanted.width) / Double(size.width), Double(wanted.height) / Double(size.height))
        switch format {
        case .webp where scale < 1, .svg where scale != 1:
            options.scale = scale
            return try open(options, for: wish)
        case .heif where scale < 1 && colors == nil:
            options.isThumbnail = true
            let preview = try open(options, for: wish)
            let isServed = try VipsDecodeError.of { () throws(Failure) in
                try wish.isServed(by: preview.size, of: size)
            }
            return isServed ? preview : header
        default:
            return header
        }
    }

    /// Reads the header, and holds its size against the limits.
    private func open(_ options: Options, for wish: PictureWish) throws(VipsDecodeError) -> VipsPicture {
        let picture = try VipsDecodeError.of { () throws(VipsError) in try load(options) }
        try VipsDecodeError.of { () throws(Failure) in
            try wish.check(picture.size)
            guard picture.pages <= wish.limits.pages else { throw .tooManyPages(picture.pages, wish.limits) }
            // Formats without an end of bands: as much memory as the largest picture of four 16-bit ones.
            guard picture.pixelBytes <= 32 else { throw .unsupported("The picture has too many components.") }
        }
        return picture
    }

    private func load(_ options: Options) throws(VipsError) -> VipsPicture {
        guard let operation else { throw VipsError(text: "\(format) has no loader") }
        if let path {
            return try unsafe VipsPicture { unsafe vignette_vips_load_file(operation, options.text, path, &$0) }
        }
        return try unsafe VipsPicture {
            unsafe vignette_vips_load(operation, options.text, bytes.baseAddress, bytes.count, &$0)
        }
    }

    /// The load operation of the format: the formats that libvips reads for us, and no others.
    private var operation: String? {
        switch format {
        case .jpeg: "jpegload_buffer"
        case .png: "pngload_buffer"
        case .gif: "gifload_buffer"
        case .webp: "webpload_buffer"
        case .tiff: "tiffload_buffer"
        case .heif: "heifload_buffer"
        case .jxl: "jxlload_buffer"
        case .svg: "svgload_buffer"
        case .radiance: "radload_buffer"
        case .fits: "fitsload"
        case .openexr: "openexrload"
        case .raf, .cr3, .gzip, .archive, .elsewhere: nil
        }
    }
}
