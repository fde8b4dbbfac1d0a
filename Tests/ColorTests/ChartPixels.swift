// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A chart as picture files have it: pixel after pixel, full range.
enum ChartPixels {
    static let patch = 32
    static let width = 8 * patch
    static let height = 6 * patch

    /// The pixels of `colors`, one of 0...1 for each component of each patch, in `depth` (8 or 16) bits.
    static func bytes(_ colors: [[Double]], depth: Int, isBigEndian: Bool = true) -> [UInt8] {
        var bytes: [UInt8] = []
        for row in 0..<6 {
            var line: [UInt8] = []
            for color in colors[8 * row..<8 * row + 8] {
                let pixel = color.flatMap { component -> [UInt8] in
                    let value = Int((max(0, min(1, component)) * Double(1 << depth - 1)).rounded())
                    guard depth == 16 else { return [UInt8(value)] }
                    let parts = [UInt8(value >> 8), UInt8(value & 0xFF)]
                    return isBigEndian ? parts : parts.reversed()
                }
                for _ in 0..<patch { line += pixel }
            }
            for _ in 0..<patch { bytes += line }
        }
        return bytes
    }
}
