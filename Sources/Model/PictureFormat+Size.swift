// SPDX-License-Identifier: Apache-2.0

extension PictureFormat {
    /// The size that the header of a file of this format tells, without decoding it; `nil` when there is none.
    ///
    /// Sources: ITU-T T.81 (frame header), the PNG specification (IHDR), RFC 9649 (WebP), ISO/IEC 23008-12 (`ispe`).
    package func size(of bytes: some RandomAccessCollection<UInt8>) -> PixelSize? {
        let bytes = Array(bytes.prefix(Self.headerLimit))
        switch self {
        case .jpeg: return Self.frameSize(bytes)
        case .png: return Self.size(Self.number(bytes, 16, 4), Self.number(bytes, 20, 4))
        case .webp: return Self.webPSize(bytes)
        case .avif:
            let property = Array("ispe".utf8)
            guard let start = bytes.firstRange(of: property)?.upperBound else { return nil }
            // Behind four bytes of version and flags.
            return Self.size(Self.number(bytes, start + 4, 4), Self.number(bytes, start + 8, 4))
        }
    }

    /// Bytes that are looked at: an AVIF of ours tells its size behind its colour profile.
    private static let headerLimit = 64 << 10

    private static func size(_ width: Int?, _ height: Int?) -> PixelSize? {
        guard let width, let height, width > 0, height > 0 else { return nil }
        return PixelSize(width: width, height: height)
    }

    /// A number of `count` bytes, the most significant first; `nil` past the end.
    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int? {
        guard offset + count <= bytes.count else { return nil }
        return bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
    }

    /// A number of `count` bytes, the least significant first; `nil` past the end.
    private static func littleNumber(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int? {
        guard offset + count <= bytes.count else { return nil }
        return bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// Goes through the segments of a JPEG to its frame header.
    private static func frameSize(_ bytes: [UInt8]) -> PixelSize? {
        var offset = 2
        while let marker = number(bytes, offset, 2), let length = number(bytes, offset + 2, 2), marker >> 8 == 0xFF {
            let isFrame = 0xC0...0xCF ~= marker & 0xFF && ![0xC4, 0xC8, 0xCC].contains(marker & 0xFF)
            if isFrame { return size(number(bytes, offset + 7, 2), number(bytes, offset + 5, 2)) }
            offset += 2 + length
        }
        return nil
    }

    private static func webPSize(_ bytes: [UInt8]) -> PixelSize? {
        guard bytes.count >= 30 else { return nil }
        switch String(decoding: bytes[12..<16], as: UTF8.self) {
        case "VP8 ":
            let (width, height) = (littleNumber(bytes, 26, 2), littleNumber(bytes, 28, 2))
            return size(width.map { $0 & 0x3FFF }, height.map { $0 & 0x3FFF })
        case "VP8L":
            let packed = littleNumber(bytes, 21, 4) ?? 0
            return PixelSize(width: (packed & 0x3FFF) + 1, height: (packed >> 14 & 0x3FFF) + 1)
        case "VP8X":
            return size(littleNumber(bytes, 24, 3).map { $0 + 1 }, littleNumber(bytes, 27, 3).map { $0 + 1 })
        default: return nil
        }
    }
}
