// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import PixelImage

/// A number that is drawn into a frame as a row of black and white blocks, and read back from its picture.
package enum FrameCode {
    /// Where the row of blocks lies in a finished picture, and so which way the picture was turned.
    package enum Edge: Sendable, CaseIterable {
        /// As drawn, from left to right.
        case top
        /// Turned by 90 degrees clockwise, from top to bottom.
        case right
        /// Turned by 180 degrees, from right to left.
        case bottom
        /// Turned by 270 degrees clockwise, from bottom to top.
        case left
    }

    /// Twelve bits of number and four of check.
    private static let bits = 16
    /// The part of the height that the row of blocks takes.
    private static let share = 0.25

    /// Draws `number` (0...4095) as 8-bit gray samples, row after row.
    package static func draw(_ number: Int, width: Int, height: Int) -> [UInt8] {
        let code = encode(number)
        let rows = Int(Double(height) * share)
        let row = (0..<width).map { x -> UInt8 in code >> (bits - 1 - x * bits / width) & 1 == 1 ? 235 : 16 }
        let rest = [UInt8](repeating: UInt8(60 + number * 7 % 120), count: width * (height - rows))
        return (0..<rows).flatMap { _ in row } + rest
    }

    /// Reads the number in the JPEG `file`; `nil` when its blocks make no sense.
    package static func read(_ file: Data, at edge: Edge = .top) throws -> Int? {
        let picture = try JPEGDecoder().decode(file, limit: 100_000_000)
        return read(picture, at: edge)
    }

    /// Reads the number in `picture`.
    package static func read(_ picture: PixelBuffer, at edge: Edge = .top) -> Int? {
        var code = 0
        for bit in 0..<bits {
            let along = (Double(bit) + 0.5) / Double(bits)
            let (x, y) = position(along, share / 2, edge)
            let column = min(picture.width - 1, Int(x * Double(picture.width)))
            let row = min(picture.height - 1, Int(y * Double(picture.height)))
            let sample = picture.luma.bytes[row * picture.luma.stride + column]
            guard sample < 90 || sample > 165 else { return nil }
            code = code << 1 | (sample > 128 ? 1 : 0)
        }
        let number = code >> 4
        return encode(number) == code ? number : nil
    }

    private static func encode(_ number: Int) -> Int {
        number << 4 | (number ^ number >> 4 ^ number >> 8 ^ 0b1010) & 0xF
    }

    /// Where the point that was drawn at (`along`, `down`) lies in the turned picture, in parts of its sides.
    private static func position(_ along: Double, _ down: Double, _ edge: Edge) -> (x: Double, y: Double) {
        switch edge {
        case .top: (along, down)
        case .right: (1 - down, along)
        case .bottom: (1 - along, 1 - down)
        case .left: (down, 1 - along)
        }
    }
}
