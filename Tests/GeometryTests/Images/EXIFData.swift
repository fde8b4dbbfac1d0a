// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// EXIF data that name an orientation and nothing else, and the formats that take them.
enum EXIFData {
    /// The data: one directory of one field.
    static func block(_ orientation: UInt8) -> [UInt8] {
        [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
    }

    /// A PNG file with the data in a chunk behind its header, which takes 33 bytes.
    static func png(_ file: [UInt8], _ orientation: UInt8) -> [UInt8] {
        let named = Array("eXIf".utf8) + block(orientation)
        let chunk = UInt32(named.count - 4).bigEndianBytes + named + cyclicCheck(named).bigEndianBytes
        return file[..<33] + chunk + file[33...]
    }

    /// A WebP file with the data, in the extended format, of a picture of so many pixels.
    static func webp(_ file: [UInt8], _ orientation: UInt8, _ width: Int, _ height: Int) -> [UInt8] {
        // A flag says that there are such data.
        let canvas = UInt32(width - 1).littleEndianBytes.prefix(3) + UInt32(height - 1).littleEndianBytes.prefix(3)
        let header = chunk("VP8X", [0x08, 0, 0, 0] + canvas)
        // Behind the names of the container and the format comes the picture.
        let body = Array("WEBP".utf8) + header + file[12...] + chunk("EXIF", block(orientation))
        return Array("RIFF".utf8) + UInt32(body.count).littleEndianBytes + body
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        Array(name.utf8) + UInt32(data.count).littleEndianBytes + data + (data.count.isMultiple(of: 2) ? [] : [0])
    }
}
