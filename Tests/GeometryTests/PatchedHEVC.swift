// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// Messages of HEVC that ffmpeg does not write, put into streams that it wrote.
enum PatchedHEVC {
    /// Puts a display orientation (ITU-T H.265, annex D) before the first slice: mirrored left to right, then turned by so
    /// many degrees counterclockwise.
    static func orient(by degrees: Int, isMirrored: Bool, in file: inout [UInt8]) throws {
        let angle = UInt32((degrees + 360) % 360) * 65536 / 360
        // A flag that takes nothing back, the two mirrorings, the angle, a flag that it holds, the end.
        let bits = (isMirrored ? 1 << 22 : 0) | angle << 5 | 1 << 4 | 1 << 3
        let message = [0x4E, 0x01, 47, 3] + bits.bigEndianBytes.dropFirst() + [0x80]
        let start: [UInt8] = [0, 0, 1]
        let slice = file.indices.dropLast(4).first { position in
            file[position..<position + 3].elementsEqual(start) && file[position + 3] >> 1 & 0x3F < 32
        }
        guard let slice else { throw PictureTrouble(description: "x265 wrote no slice") }
        file.insert(contentsOf: start + message, at: slice)
    }
}
