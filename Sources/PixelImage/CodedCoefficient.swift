// SPDX-License-Identifier: Apache-2.0

/// A coefficient as a JPEG file has it: a word, which says how many zeros go before it and how many bits its value has, and
/// then these bits (ITU-T T.81, F.2.2).
struct CodedCoefficient {
    /// The bits of the word.
    var word: Int
    /// The bits of the value; those of 0 are none.
    var size: Int
    var zeros: Int
    var value: Int
    /// Whether it stands for the rest of its block, which is zeros.
    var isEnd = false

    /// All of its bits.
    var length: Int { word + size }
}

extension HuffmanCode {
    /// The DC difference at the top of `window`; `nil` where there is none that 8 bits a sample come to.
    func difference(at window: UInt64) -> CodedCoefficient? {
        guard let (length, symbol) = first(of: window), symbol <= 11 else { return nil }
        let size = Int(symbol)
        return CodedCoefficient(word: length, size: size, zeros: 0, value: Self.value(size, window << UInt64(length)))
    }

    /// The AC coefficient at the top of `window`; `nil` where there is none that 8 bits a sample come to.
    func coefficient(at window: UInt64) -> CodedCoefficient? {
        guard let (length, symbol) = first(of: window), symbol & 15 <= 10 else { return nil }
        let (zeros, size) = (Int(symbol >> 4), Int(symbol & 15))
        // Without a value it is the sixteenth of its zeros, or the end.
        guard size > 0 || zeros == 15 || zeros == 0 else { return nil }
        let value = Self.value(size, window << UInt64(length))
        return CodedCoefficient(word: length, size: size, zeros: zeros, value: value, isEnd: symbol == 0)
    }

    /// The value of the next `size` bits: half of the numbers, those that begin with a zero, stand for negative ones.
    private static func value(_ size: Int, _ window: UInt64) -> Int {
        let bits = Int((window >> 1) >> UInt64(63 - size))
        return bits < (1 << size) / 2 ? bits + 1 - (1 << size) : bits
    }
}
