// SPDX-License-Identifier: Apache-2.0

/// The coded bits of a JPEG file from one marker to the next, without the zero bytes that follow 0xFF (ITU-T T.81, F.1.2.3).
///
/// After them come zeros without end; ``isOverdrawn`` tells whether any of those were read.
struct EntropyBits {
    /// The next bits from the highest one on.
    ///
    /// Below those that are there may stand some of those that follow, and else zeros.
    private(set) var window: UInt64 = 0
    /// Bits of ``window`` that are there, at most 63.
    private var count = 0
    /// How many of all bits so far were made up.
    private var padding = 0
    /// The place in the file of the first byte that is not in ``window``.
    private var position: Int

    init(at position: Int) {
        precondition(position >= 0, "a place before the file")
        self.position = position
    }

    var isOverdrawn: Bool { padding > count }

    /// Has at least 56 bits there.
    @inline(__always)
    mutating func refill(from file: Span<UInt8>) {
        if position &+ 8 <= file.count {
            // SAFETY: `position` is not negative, and the eight bytes from it on end in the file.
            let next = UInt64(
                bigEndian: unsafe file.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt64.self)
            )
            if Self.hasNoOnes(next) {
                window |= next &>> UInt64(truncatingIfNeeded: count)
                position &+= (63 &- count) &>> 3
                count |= 56
                return
            }
        }
        self = refilledByBytes(from: file)
    }

    /// The next bits, 1 to 63 of them, as a number.
    @inline(__always)
    func next(_ length: Int) -> Int { Int(truncatingIfNeeded: window &>> UInt64(truncatingIfNeeded: 64 &- length)) }

    /// Takes off the next bits, as many as the lowest 6 bits of `length` say, of those that are there.
    @inline(__always)
    mutating func skip(_ length: UInt64) {
        window = window &<< length
        count &-= Int(truncatingIfNeeded: length & 63)
    }

    /// The place of the marker that ends the bits; `nil` where it is not what comes next, but for the rest of a byte.
    func end(in file: Span<UInt8>) -> Int? {
        guard 0..<8 ~= count - padding, position + 1 < file.count, file[position] == 0xFF, file[position + 1] != 0
        else { return nil }
        return position
    }

    /// Whether no byte is 0xFF: none of the complements is 0.
    @inline(__always)
    private static func hasNoOnes(_ bytes: UInt64) -> Bool {
        (~bytes &- 0x0101_0101_0101_0101) & bytes & 0x8080_8080_8080_8080 == 0
    }

    /// By value, so that in the usual case all of it stays in registers.
    @inline(never)
    private func refilledByBytes(from file: Span<UInt8>) -> EntropyBits {
        var bits = self
        while bits.count < 56 {
            let byte = bits.position < file.count ? file[bits.position] : 0xFF
            let isStuffed = byte == 0xFF && bits.position + 1 < file.count && file[bits.position + 1] == 0
            if byte != 0xFF || isStuffed {
                bits.window |= UInt64(byte) << UInt64(56 - bits.count)
                bits.position += isStuffed ? 2 : 1
            } else {
                bits.padding += 8
            }
            bits.count += 8
        }
        return bits
    }
}
