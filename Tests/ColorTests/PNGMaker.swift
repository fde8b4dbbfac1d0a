// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// Writes PNG files with any chunks: programs that do it for others choose chunks of their own.
enum PNGMaker {
    /// How pixels are stored, as the header numbers it.
    enum Kind: UInt8 {
        case grey = 0
        case rgb = 2
        case palette = 3
        case rgba = 6

        var components: Int { [.grey: 1, .rgb: 3, .palette: 1, .rgba: 4][self] ?? 1 }
    }

    /// A file of the size of a chart.
    static func file(_ pixels: [UInt8], _ kind: Kind, depth: Int, chunks: [(String, [UInt8])]) -> [UInt8] {
        let size = UInt32(ChartPixels.width).bigEndianBytes + UInt32(ChartPixels.height).bigEndianBytes
        let header = size + [UInt8(depth), kind.rawValue, 0, 0, 0]
        let line = ChartPixels.width * kind.components * depth / 8
        // Each line behind a 0: it is not filtered.
        let lines = stride(from: 0, to: pixels.count, by: line).flatMap { [0] + pixels[$0..<$0 + line] }
        let all = [("IHDR", header)] + chunks + [("IDAT", stored(lines)), ("IEND", [])]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + all.flatMap { chunk($0.0, $0.1) }
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let checked = Array(name.utf8) + data
        return UInt32(data.count).bigEndianBytes + checked + cyclicCheck(checked).bigEndianBytes
    }

    /// A zlib stream that compresses nothing (RFC 1950 and 1951).
    static func stored(_ data: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: data.count, by: 0xFFFF) {
            let block = data[start..<min(start + 0xFFFF, data.count)]
            let count = UInt16(block.count)
            stream.append(start + block.count == data.count ? 1 : 0)
            stream += count.bigEndianBytes.reversed() + (~count).bigEndianBytes.reversed() + block
        }
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in data {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        return stream + (b << 16 | a).bigEndianBytes
    }
}
