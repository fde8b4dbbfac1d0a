// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import RenderKit
import RenderProtocol

/// Rewrites Photoshop files that libavcodec refuses: its unpacking stops at the byte of PackBits that means nothing
/// (128), with which ImageMagick ends each line.
struct PhotoshopFile {
    /// The header and the palette, as they are.
    private let head: [UInt8]
    private let lineBytes: Int
    /// Lines of all channels.
    private let lines: Int
    /// Where the merged picture begins, behind the number of its compression.
    private let start: Int64

    /// Reads the sections before the merged picture (Adobe Photoshop File Formats Specification, 2019).
    ///
    /// Fails when there is none in PackBits, or one above the limits.
    init?(_ source: borrowing ByteSource, limits: RenderLimits) {
        let header = source.bytes(at: 0, count: 26)
        guard header.count == 26, header.starts(with: Array("8BPS\0\u{1}".utf8)) else { return nil }
        let (channels, depth) = (Self.number(header[12..<14]), Self.number(header[22..<24]))
        let (height, width) = (Self.number(header[14..<18]), Self.number(header[18..<22]))
        guard 1...56 ~= channels, [1, 8, 16, 32].contains(depth), 1...30_000 ~= width, 1...30_000 ~= height,
            Int64(width) * Int64(height) <= limits.pixels, source.size <= StillPicture.fileLimit
        else { return nil }
        var offset: Int64 = 26
        var palette = 0
        for section in 0..<3 {
            let length = source.bytes(at: offset, count: 4)
            guard length.count == 4, Int64(Self.number(length)) <= source.size - offset else { return nil }
            if section == 0 { palette = Self.number(length) }
            offset += 4 + Int64(Self.number(length))
        }
        guard palette <= 1 << 16, source.bytes(at: offset, count: 2) == [0, 1] else { return nil }
        head = source.bytes(at: 0, count: 30 + palette)
        lineBytes = (width * depth + 7) / 8
        lines = height * channels
        start = offset + 2
    }

    /// The file without resources and layers, its merged picture unpacked.
    ///
    /// - Returns: `nil` when the packed lines are damaged, or take more room than a file may.
    func unpacked(_ source: borrowing ByteSource) -> [UInt8]? {
        let size = Int64(lines) * Int64(lineBytes)
        guard size <= StillPicture.fileLimit else { return nil }
        let packed = source.bytes(at: start, count: Int(source.size - start))
        guard packed.count > 2 * lines else { return nil }
        var result = head + [UInt8](repeating: 0, count: 10)
        result.reserveCapacity(result.count + Int(size))
        var position = 2 * lines
        for line in 0..<lines {
            let end = position + Self.number(packed[2 * line..<2 * line + 2])
            let wanted = result.count + lineBytes
            guard end <= packed.count, Self.unpack(packed[position..<end], upTo: wanted, into: &result) else {
                return nil
            }
            position = end
        }
        return result
    }

    /// Unpacks one line; fails unless it comes to exactly `wanted` bytes in all.
    private static func unpack(_ packed: ArraySlice<UInt8>, upTo wanted: Int, into result: inout [UInt8]) -> Bool {
        var rest = packed
        while let first = rest.popFirst() {
            switch Int8(bitPattern: first) {
            case .min: continue
            case 0...:
                guard rest.count > Int(first) else { return false }
                result += rest.prefix(Int(first) + 1)
                rest.removeFirst(Int(first) + 1)
            case let count:
                guard let value = rest.popFirst() else { return false }
                result.append(contentsOf: repeatElement(value, count: 1 - Int(count)))
            }
            guard result.count <= wanted else { return false }
        }
        return result.count == wanted
    }

    /// A number with its most significant byte first.
    private static func number(_ bytes: some Sequence<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }
}
