// SPDX-License-Identifier: Apache-2.0

/// What a child asks of a source that its host reads for it.
///
/// On the source socket the host first tells the source's size, as a little-endian 64-bit number. Then the child sends a
/// request, offset and count in the same spelling, and gets exactly so many bytes, before it sends the next one. A
/// source that cannot be read is the end of the connection.
package struct RangeRequest: Sendable, Hashable {
    /// Most bytes that one request asks for.
    package static let countLimit = 4 << 20
    /// Bytes of a request on the wire.
    package static let wireSize = 16

    package var offset: Int64
    /// 1 to ``countLimit``.
    package var count: Int

    package init(offset: Int64, count: Int) {
        self.offset = offset
        self.count = count
    }

    /// The bytes asked for.
    package var range: Range<Int64> { offset..<offset + Int64(count) }

    /// The request on the wire.
    package var bytes: [UInt8] { Self.littleEndian(offset) + Self.littleEndian(Int64(count)) }

    /// Reads a request for bytes of a source of `size` bytes from the wire.
    ///
    /// - Throws: ``ProtocolViolation`` for one that asks for nothing, too much, or bytes that the source has not.
    package init(reading bytes: some Collection<UInt8>, ofSourceOf size: Int64) throws(ProtocolViolation) {
        guard bytes.count == Self.wireSize else { throw ProtocolViolation("a request of \(bytes.count) bytes") }
        let (offset, count) = (Self.number(bytes.prefix(8)), Self.number(bytes.dropFirst(8)))
        guard 1...Int64(Self.countLimit) ~= count, 0..<size ~= offset, count <= size - offset else {
            throw ProtocolViolation("a request for \(count) bytes at \(offset) of \(size)")
        }
        self.init(offset: offset, count: Int(count))
    }

    private static func littleEndian(_ value: Int64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// The number that `bytes` spell.
    package static func number(_ bytes: some Collection<UInt8>) -> Int64 {
        bytes.reversed().reduce(0) { $0 << 8 | Int64($1) }
    }
}
