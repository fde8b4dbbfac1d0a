// SPDX-License-Identifier: Apache-2.0

/// What the end of an MXF file says.
enum MaterialExchange {
    /// Bytes of a random index pack that lists a thousand partitions.
    private static let packLimit: Int64 = 20 + 12 * 1000
    /// The key of the pack, up to the byte of its version.
    private static let key: [UInt8] = [0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01]

    /// Whether the file ends with the pack that writers put behind all else.
    ///
    /// Without it, the file is cut: its index is likely to be what is missing, and without that, libavformat guesses
    /// positions from the bit rate and times from what was asked for.
    ///
    /// - SeeAlso: SMPTE ST 377-1, 12, "Random Index Pack".
    static func isComplete(_ reader: BoxReader) -> Bool {
        let end = reader.file.upperBound
        guard end >= 20, let length: UInt32 = reader.bytes(in: end - 4..<end, limit: 4).number(at: 0),
            length >= 20, length <= packLimit, Int64(length) <= end
        else { return false }
        return reader.bytes(in: end - Int64(length)..<end, limit: key.count) == key
    }
}
