// SPDX-License-Identifier: Apache-2.0

import PixelImage

/// What is used of a picture's EXIF data: how it stands, and a small version of it.
struct EXIF {
    var orientation = Orientation.upright
    /// A JPEG file.
    var thumbnail: ArraySlice<UInt8>?

    /// Reads the TIFF structure in `bytes`; whatever is not there or out of order is left at its default.
    init(_ bytes: ArraySlice<UInt8>) {
        let directories = TIFFDirectory.all(in: bytes)
        orientation = Orientation(exif: directories.first?.integer(.orientation) ?? 1)
        guard directories.count > 1, let offset = directories[1].integer(.previewOffset),
            let size = directories[1].integer(.previewSize), offset <= bytes.count, size <= bytes.count - offset
        else { return }
        thumbnail = bytes.dropFirst(offset).prefix(size)
    }
}

extension Orientation {
    /// The turn that stands a picture of EXIF's orientation `value` upright; values that mean nothing turn nothing.
    init(exif value: Int) {
        switch value {
        case 2: self.init(isTransposed: false, isMirroredHorizontally: true, isMirroredVertically: false)
        case 3: self.init(isTransposed: false, isMirroredHorizontally: true, isMirroredVertically: true)
        case 4: self.init(isTransposed: false, isMirroredHorizontally: false, isMirroredVertically: true)
        case 5: self.init(isTransposed: true, isMirroredHorizontally: false, isMirroredVertically: false)
        case 6: self.init(isTransposed: true, isMirroredHorizontally: true, isMirroredVertically: false)
        case 7: self.init(isTransposed: true, isMirroredHorizontally: true, isMirroredVertically: true)
        case 8: self.init(isTransposed: true, isMirroredHorizontally: false, isMirroredVertically: true)
        default: self = .upright
        }
    }
}
