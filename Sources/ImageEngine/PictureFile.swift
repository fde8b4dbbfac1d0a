// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage

/// A file that is one picture, or several of which one is shown.
struct PictureFile {
    let format: SourceFormat
    let bytes: ArraySlice<UInt8>
    /// The name of this process's descriptor of the file, where it is one of its own.
    var path: String?

    init(_ format: SourceFormat, _ bytes: ArraySlice<UInt8>, path: String? = nil) {
        self.format = format
        self.bytes = bytes
        self.path = path
    }

    /// Takes bytes that lay in another file; `nil` when they are no picture.
    init?(inside bytes: ArraySlice<UInt8>) {
        let format = SourceFormat(bytes.prefix(SourceFormat.headSize))
        guard format.isPicture else { return nil }
        self.init(format, bytes)
    }

    /// Decodes the picture, upright and in sRGB, no larger than `wish` makes of use.
    func decode(for wish: PictureWish) throws(Failure) -> DecodedPicture {
        switch format {
        case .jpeg:
            return try JPEGFile.decode(bytes, for: wish)
        case .tiff:
            if let raw = CameraFile(tiff: bytes) { return try raw.decode(for: wish) }
        case .raf, .cr3:
            guard let raw = CameraFile(format, bytes) else {
                throw .withoutPicture("The camera's file has no preview.")
            }
            return try raw.decode(for: wish)
        case .fits, .openexr:
            guard path != nil else { throw .unsupported("A picture of this format is not read inside another file.") }
        default: break
        }
        let needsPath = format == .fits || format == .openexr
        return try VipsFile.decode(bytes, format, path: needsPath ? path : nil, for: wish)
    }

    /// The name of the format, as media facts have it.
    var name: String { format == .tiff ? CameraFile(tiff: bytes)?.name ?? format.name : format.name }
}
