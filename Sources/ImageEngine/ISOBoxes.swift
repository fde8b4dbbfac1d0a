// SPDX-License-Identifier: Apache-2.0

/// The boxes of a file, or in a box, one after the other (ISO/IEC 14496-12).
struct ISOBoxes: Sequence, IteratorProtocol {
    /// A box.
    struct Box {
        /// Four letters.
        var name: String
        /// What is in it; it ends with the file where the box would go on.
        var body: ArraySlice<UInt8>
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    mutating func next() -> Box? {
        guard rest.count >= 8, var size = rest.bigEndian(at: 0, 4) else { return nil }
        var header = 8
        if size == 1 {
            guard let large = rest.bigEndian(at: 8, 8) else { return nil }
            (size, header) = (large, 16)
        } else if size == 0 {
            size = rest.count
        }
        guard size >= header else { return nil }
        let name = String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self)
        let body = rest.prefix(size).dropFirst(header)
        rest = rest.dropFirst(size)
        return Box(name: name, body: body)
    }
}

extension ArraySlice<UInt8> {
    /// The number of `count` bytes, at most 8, behind `offset` bytes; `nil` beyond the end or above `Int.max`.
    func bigEndian(at offset: Int, _ count: Int) -> Int? {
        let digits = dropFirst(offset).prefix(count)
        guard digits.count == count, count < 8 || digits.first ?? 0 < 0x80 else { return nil }
        return digits.reduce(0) { $0 << 8 | Int($1) }
    }
}
