// SPDX-License-Identifier: Apache-2.0

/// What cameras and programs write into the file of a picture beside it: where it was taken, by whom, with what.
///
/// A file is gone through segment by segment and put together again from those that the picture needs; nothing is
/// decoded. Only how the picture stands is kept of the rest.
package enum PictureMetadata {
    /// The file without it, and without what follows the picture's end.
    ///
    /// - Returns: `nil` where the bytes are no whole file of that format, or one that is not gone through here.
    package static func removed(from bytes: [UInt8], of format: PictureFormat) -> [UInt8]? {
        switch format {
        case .jpeg: jpeg(bytes)
        case .png: png(bytes)
        case .webp, .avif: nil
        }
    }

    // MARK: JPEG (ITU-T T.81, annex B)

    private static func jpeg(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.starts(with: [0xFF, 0xD8, 0xFF]) else { return nil }
        var picture: [UInt8] = []
        var orientation: UInt8 = 1
        var hasScan = false
        var position = 2
        while let marker = nextMarker(bytes, &position), marker != 0xD9 {
            guard let length = number(bytes, position, 2), length >= 2, position + length <= bytes.count else {
                return nil
            }
            let body = bytes[position + 2..<position + length]
            position += length
            switch marker {
            case 0xE0 where body.starts(with: "JFIF\0".utf8) && body.count >= 14:
                // Without the preview that it may have.
                picture += [0xFF, 0xE0, 0, 16] + body.prefix(12) + [0, 0]
            case 0xE1 where body.starts(with: "Exif\0\0".utf8):
                orientation = Self.orientation(tiff: Array(body.dropFirst(6)))
            case 0xEE where body.starts(with: "Adobe".utf8) && body.count >= 12:
                picture += [0xFF, 0xEE, 0, 14] + body.prefix(12)
            case 0xE2 where body.starts(with: "ICC_PROFILE\0".utf8), 0xC0...0xCF, 0xDB...0xDF:
                picture += [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + body
            case 0xDA:
                hasScan = true
                let start = position
                position = endOfScan(bytes, from: position)
                picture += [0xFF, 0xDA, UInt8(length >> 8), UInt8(length & 0xFF)] + body + bytes[start..<position]
            default: break
            }
        }
        guard hasScan else { return nil }
        return [0xFF, 0xD8] + segment(orientation: orientation) + picture + [0xFF, 0xD9]
    }

    /// Goes past the next marker; `nil` at the end, and where there is none.
    private static func nextMarker(_ bytes: [UInt8], _ position: inout Int) -> UInt8? {
        guard position < bytes.count, bytes[position] == 0xFF else { return nil }
        // Any number of these may stand before it.
        while position < bytes.count, bytes[position] == 0xFF { position += 1 }
        guard position < bytes.count else { return nil }
        position += 1
        return bytes[position - 1]
    }

    /// Where the coded samples end that begin at `start`: at a marker that is neither a stuffed byte nor a restart.
    private static func endOfScan(_ bytes: [UInt8], from start: Int) -> Int {
        var position = start
        while position + 1 < bytes.count {
            if bytes[position] == 0xFF, ![0, 0xFF].contains(bytes[position + 1]), !(0xD0...0xD7 ~= bytes[position + 1])
            {
                return position
            }
            position += 1
        }
        return bytes.count
    }

    /// A segment that tells how the picture stands, and nothing else; none for one that is upright.
    private static func segment(orientation: UInt8) -> [UInt8] {
        let body = Array("Exif\0\0".utf8) + tiff(orientation: orientation)
        return orientation == 1 ? [] : [0xFF, 0xE1, 0, UInt8(body.count + 2)] + body
    }

    // MARK: PNG (third edition, 5 and 11)

    /// The chunks of the picture itself, of its colours and of its animation.
    private static let chunks: Set<String> = [
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD",
        "pHYs", "hIST", "acTL", "fcTL", "fdAT",
    ]

    private static func png(_ bytes: [UInt8]) -> [UInt8]? {
        let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        guard bytes.starts(with: signature) else { return nil }
        var picture: [UInt8] = []
        var (header, orientation): ([UInt8], UInt8) = ([], 1)
        var position = signature.count
        while let length = number(bytes, position, 4), position + 12 + length <= bytes.count {
            let chunk = bytes[position..<position + 12 + length]
            let name = String(decoding: chunk.dropFirst(4).prefix(4), as: UTF8.self)
            position += chunk.count
            guard header.isEmpty == (name == "IHDR") else { return nil }
            switch name {
            case "IHDR": header = Array(chunk)
            case "eXIf": orientation = Self.orientation(tiff: Array(chunk.dropFirst(8).dropLast(4)))
            case let name where chunks.contains(name): picture += chunk
            default: break
            }
            if name == "IEND" { return signature + header + Self.chunk(orientation: orientation) + picture }
        }
        return nil
    }

    /// A chunk that tells how the picture stands, and nothing else; none for one that is upright.
    private static func chunk(orientation: UInt8) -> [UInt8] {
        guard orientation != 1 else { return [] }
        let body = tiff(orientation: orientation)
        let content = Array("eXIf".utf8) + body
        return bigEndian(UInt32(body.count)) + content + bigEndian(checksum(content))
    }

    /// The CRC of annex D.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
    }

    // MARK: EXIF (TIFF 6.0, 2; CIPA DC-008, 4.6.4)

    private static let orientationTag = 0x0112

    /// The orientation that the first directory tells, 1...8.
    private static func orientation(tiff bytes: [UInt8]) -> UInt8 {
        let isBig = bytes.starts(with: "MM".utf8)
        func value(_ offset: Int, _ count: Int) -> Int? {
            isBig ? number(bytes, offset, count) : number(bytes, offset, count, isLittle: true)
        }
        guard isBig || bytes.starts(with: "II".utf8), let directory = value(4, 4), let count = value(directory, 2)
        else { return 1 }
        for entry in 0..<count {
            let offset = directory + 2 + 12 * entry
            guard let tag = value(offset, 2) else { return 1 }
            guard tag == orientationTag else { continue }
            return value(offset + 8, 2).flatMap { 1...8 ~= $0 ? UInt8($0) : nil } ?? 1
        }
        return 1
    }

    /// A directory of the orientation alone.
    private static func tiff(orientation: UInt8) -> [UInt8] {
        let header: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1]
        return header + [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0] + [0, 0, 0, 0]
    }

    // MARK: Numbers

    /// `nil` past the end.
    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int, isLittle: Bool = false) -> Int? {
        guard offset >= 0, offset <= bytes.count - count else { return nil }
        let digits = bytes[offset..<offset + count]
        return isLittle ? digits.reversed().reduce(0) { $0 << 8 | Int($1) } : digits.reduce(0) { $0 << 8 | Int($1) }
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }
}
