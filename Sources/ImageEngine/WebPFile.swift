// SPDX-License-Identifier: Apache-2.0

/// A WebP file as a RIFF container (RFC 9649 section 2).
enum WebPFile {
    private static let metadata = [Array("EXIF".utf8), Array("XMP ".utf8)]
    /// What the flags of VP8X say of EXIF and XMP.
    private static let flags: UInt8 = 0x0C

    /// `file` without EXIF and XMP: libvips 8.14 adds EXIF data of its own making even where it is told to strip.
    static func withoutMetadata(_ file: [UInt8]) -> [UInt8] {
        var result = Array(file.prefix(12))
        var index = 12
        while index + 8 <= file.count {
            let size = (0..<4).reduce(0) { $0 | Int(file[index + 4 + $1]) << (8 * $1) }
            // Chunks are padded to even sizes.
            let end = min(file.count, index + 8 + size + size & 1)
            let name = Array(file[index..<index + 4])
            if !metadata.contains(name) {
                let start = result.count
                result += file[index..<end]
                if name == Array("VP8X".utf8), result.count > start + 8 { result[start + 8] &= ~flags }
            }
            index = end
        }
        guard result.count >= 12 else { return file }
        let size = result.count - 8
        for byte in 0..<4 { result[4 + byte] = UInt8(size >> (8 * byte) & 0xFF) }
        return result
    }
}
