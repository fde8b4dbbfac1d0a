// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage
import RenderProtocol

/// Decodes JPEG files: by libjpeg-turbo where the colours are sRGB's already, by libvips where they must be converted.
enum JPEGFile {
    /// Decodes `file`, turned by `orientation` where that is known from elsewhere, else by its own EXIF data.
    static func decode(
        _ file: ArraySlice<UInt8>,
        turnedBy orientation: Orientation? = nil,
        for wish: PictureWish
    ) throws(Failure) -> DecodedPicture {
        guard let header = JPEGHeader(file) else { throw .damaged("a JPEG file without a frame") }
        let orientation = orientation ?? header.exif?.orientation ?? .upright
        try wish.check(header.size)
        let source = orientation.isTransposed ? header.size.transposed : header.size
        if let preview = try preview(of: header, source, turnedBy: orientation, for: wish) { return preview }
        let needed = try wish.sizeNeeded(of: source)
        let stored = orientation.isTransposed ? needed.transposed : needed
        var decoded = try pixels(of: file, header, atLeast: stored, for: wish)
        decoded.raster = decoded.raster.oriented(orientation)
        decoded.source = source
        return decoded
    }

    /// The small version in the EXIF data, where it is good enough for all that is wanted.
    private static func preview(
        of header: JPEGHeader,
        _ source: PixelSize,
        turnedBy orientation: Orientation,
        for wish: PictureWish
    ) throws(Failure) -> DecodedPicture? {
        guard header.isPlain, let file = header.exif?.thumbnail, let small = JPEGHeader(file), small.isPlain,
            try wish.isServed(by: orientation.isTransposed ? small.size.transposed : small.size, of: source),
            let picture = try? JPEGDecoder().raster(of: file.span, atLeast: nil, limit: wish.limits.pixels),
            picture.isWhole
        else { return nil }
        return DecodedPicture(raster: picture.raster.oriented(orientation), source: source, shapes: wish.shapes)
    }

    /// The picture as it is stored, at least as large as `wanted`.
    private static func pixels(
        of file: ArraySlice<UInt8>,
        _ header: JPEGHeader,
        atLeast wanted: PixelSize,
        for wish: PictureWish
    ) throws(Failure) -> DecodedPicture {
        guard header.isPlain else { return try VipsFile.decode(file, atLeast: wanted, for: wish) }
        do throws(JPEGError) {
            let picture = try JPEGDecoder().raster(of: file.span, atLeast: wanted, limit: wish.limits.pixels)
            return DecodedPicture(
                raster: picture.raster,
                source: header.size,
                shapes: wish.shapes,
                notes: picture.isWhole ? [] : [DecodedPicture.damageNote]
            )
        } catch {
            guard error.reason == .unsupported else { throw .damaged(error.description) }
            return try VipsFile.decode(file, atLeast: wanted, for: wish)
        }
    }
}

extension JPEGHeader {
    /// Whether its samples are sRGB's, or greys, so that decoding them is all there is to do.
    fileprivate var isPlain: Bool {
        precision == 8 && !isLossless && [1, 3].contains(components) && profile.map(\.isSRGB) ?? true
    }
}
