// SPDX-License-Identifier: Apache-2.0

/// The next coefficient by the next bits of a file, where these have all of it.
enum CoefficientValues {
    /// From the lowest bit on: the coefficient's bits (6 bits), the zeros before it (4), whether it is the end (6) and its
    /// value (16).
    typealias Entry = UInt32

    /// Bits that are looked up.
    static let bits = 10

    /// The entries by the next bits; 0 where these are too few, or begin with no coefficient.
    static func table(_ code: HuffmanCode, isDC: Bool) -> [Entry] {
        (0..<1 << bits).map { index in
            let window = UInt64(index) << UInt64(64 - bits)
            let coefficient = isDC ? code.difference(at: window) : code.coefficient(at: window)
            return coefficient.map { $0.length <= bits ? entry($0) : 0 } ?? 0
        }
    }

    static func entry(_ coefficient: CodedCoefficient) -> Entry {
        let value = Entry(UInt16(truncatingIfNeeded: coefficient.value))
        let (end, zeros) = (Entry(coefficient.isEnd ? 1 : 0), Entry(coefficient.zeros))
        return value << 16 | end << 10 | zeros << 6 | Entry(coefficient.length)
    }

    @inline(__always)
    static func value(_ entry: Entry) -> Int { Int(Int32(bitPattern: entry) &>> 16) }

    @inline(__always)
    static func zeros(_ entry: Entry) -> Int { Int(entry &>> 6) & 15 }

    @inline(__always)
    static func isEnd(_ entry: Entry) -> Bool { entry & 1 << 10 != 0 }
}
