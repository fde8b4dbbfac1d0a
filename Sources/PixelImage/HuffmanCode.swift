// SPDX-License-Identifier: Apache-2.0

/// A Huffman code of a JPEG file: symbols of a byte, in words of 1 to 16 bits (ITU-T T.81, annex C).
struct HuffmanCode {
    /// Words of so many bits are looked up, longer ones searched for.
    private static let lookupBits = 9

    /// In the order of their words.
    let symbols: [UInt8]
    /// By the next ``lookupBits`` bits: 256 times the length of their word, and its symbol; 0 where the word is longer.
    private var lookup = [UInt16](repeating: 0, count: 1 << lookupBits)
    /// By length: the first 16 bits that begin with no word of that length or a shorter one.
    private var limits = [0]
    /// By length: what makes a word the place of its symbol.
    private var offsets = [0]

    /// - Parameters:
    ///   - counts: How many words there are of 1 bit, of 2 bits, and so on to 16.
    ///   - symbols: In the order of their words. Fails where they are not as many, or where so many words cannot be told
    ///     apart: those of ones alone are not used.
    init?(counts: [UInt8], symbols: [UInt8]) {
        guard counts.count == 16, counts.reduce(0, { $0 + Int($1) }) == symbols.count else { return nil }
        self.symbols = symbols
        var (word, place) = (0, 0)
        for length in 1...16 {
            let count = Int(counts[length - 1])
            guard word + count < 1 << length else { return nil }
            offsets.append(place - word)
            for symbol in symbols[place..<place + count] {
                note(symbol, word, length)
                word += 1
            }
            place += count
            limits.append(word << (16 - length))
            word <<= 1
        }
    }

    private mutating func note(_ symbol: UInt8, _ word: Int, _ length: Int) {
        let spare = Self.lookupBits - length
        guard spare >= 0 else { return }
        for index in word << spare..<(word + 1) << spare { lookup[index] = UInt16(length) << 8 | UInt16(symbol) }
    }

    /// The word at the top of `window`; `nil` where there is none.
    func first(of window: UInt64) -> (length: Int, symbol: UInt8)? {
        let entry = lookup[Int(window >> UInt64(64 - Self.lookupBits))]
        if entry != 0 { return (Int(entry >> 8), UInt8(truncatingIfNeeded: entry)) }
        let bits = Int(window >> 48)
        for length in Self.lookupBits + 1...16 where bits < limits[length] {
            return (length, symbols[bits >> (16 - length) + offsets[length]])
        }
        return nil
    }
}
