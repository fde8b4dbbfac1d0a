// SPDX-License-Identifier: Apache-2.0

/// The bits of an H.264 unit behind its header, without the bytes that keep start codes out of it.
///
/// - SeeAlso: ITU-T H.264, 7.3.1 and 9.1.
struct PayloadBits {
    /// Zeros before the largest number that there is.
    private static let longestPrefix = 31

    private let bytes: [UInt8]
    private var position = 0
    private let count: Int
    /// Whether more was read than there is: what was made up are zeros.
    var isOverread: Bool { position > count }

    /// - Parameter unit: The bytes behind the header.
    init(_ unit: some Collection<UInt8>) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(unit.count)
        var zeros = 0
        for byte in unit {
            let isInserted = zeros >= 2 && byte == 3
            if !isInserted { bytes.append(byte) }
            zeros = byte == 0 ? zeros + 1 : 0
        }
        self.bytes = bytes
        // The last one of all ends the payload.
        let last = bytes.lastIndex { $0 != 0 }
        count = last.map { $0 * 8 + 7 - bytes[$0].trailingZeroBitCount } ?? 0
    }

    mutating func flag() -> Bool {
        defer { position += 1 }
        return position < count && bytes[position / 8] & 0x80 >> (position % 8) != 0
    }

    /// A number of `length` bits, at most 32.
    mutating func number(_ length: Int) -> UInt32 {
        (0..<length).reduce(0) { number, _ in number << 1 | (flag() ? 1 : 0) }
    }

    /// A number from 0 on, coded by Exp-Golomb.
    mutating func golomb() -> UInt32 {
        var zeros = 0
        while zeros <= Self.longestPrefix, !flag() { zeros += 1 }
        guard zeros <= Self.longestPrefix else {
            position = count + 1
            return 0
        }
        return (1 << UInt32(zeros) - 1) + number(zeros)
    }

    /// A number of either sign, coded by Exp-Golomb.
    mutating func signedGolomb() -> Int64 {
        let code = Int64(golomb())
        return code % 2 == 0 ? -(code / 2) : (code + 1) / 2
    }
}
