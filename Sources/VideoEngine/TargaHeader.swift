// SPDX-License-Identifier: Apache-2.0

import Model
import RenderKit

/// The header of a Truevision TGA file, which has no magic number; libavformat has no demuxer for it.
struct TargaHeader {
    let size: PixelSize
    /// Whether the file ends with the footer of version 2, which settles what it is.
    let hasFooter: Bool

    /// Reads the header; fails when it is not plausible (Truevision TGA File Format Specification 2.0).
    init?(of source: borrowing ByteSource) {
        let head = source.bytes(at: 0, count: 18)
        guard head.count == 18 else { return nil }
        let number = { (offset: Int) in Int(head[offset]) | Int(head[offset + 1]) << 8 }
        let (hasMap, kind, depth, descriptor) = (head[1], head[2], head[16], head[17])
        let depths: [UInt8] =
            switch kind & ~8 {
            case 1: [8]
            case 2: [15, 16, 24, 32]
            case 3: [8, 16]
            default: []
            }
        let isMapPlausible = hasMap == 0 ? number(5) == 0 : [15, 16, 24, 32].contains(head[7]) && number(5) > 0
        guard hasMap <= 1, depths.contains(depth), kind & ~8 != 1 || hasMap == 1, isMapPlausible else { return nil }
        // The upper bits say how lines are interleaved: no writer does.
        guard descriptor & 0xC0 == 0, descriptor & 0x0F <= 8, number(12) > 0, number(14) > 0 else { return nil }
        size = PixelSize(width: number(12), height: number(14))
        let footer = source.bytes(at: max(0, source.size - 18), count: 18)
        hasFooter = footer.elementsEqual(Array("TRUEVISION-XFILE.\0".utf8))
    }
}
