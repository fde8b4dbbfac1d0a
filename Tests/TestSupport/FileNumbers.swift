// SPDX-License-Identifier: Apache-2.0

/// Numbers as files have them.
extension FixedWidthInteger {
    /// The highest byte first.
    package var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }

    /// The lowest byte first.
    package var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}

/// CRC-32 (PNG, third edition, annex D).
package func cyclicCheck(_ data: [UInt8]) -> UInt32 {
    var check: UInt32 = 0xFFFF_FFFF
    for byte in data { check = checks[Int((check ^ UInt32(byte)) & 0xFF)] ^ check >> 8 }
    return ~check
}

private let checks = (0..<256).map { index -> UInt32 in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
}
