// SPDX-License-Identifier: Apache-2.0

import RenderKit

/// An element of EBML (RFC 8794), by which Matroska is built.
struct EBMLElement: Hashable {
    /// With the bits that tell its length.
    var id: Int
    /// The bytes inside; it ends with what it lies in where its size is unknown.
    var body: Range<Int64>
}

extension ByteSource {
    /// Most elements beside each other that are looked at: several times as many as any track has members.
    private static let elementLimit = 256

    /// The elements in `range`, up to the first one called `last`.
    func elements(in range: Range<Int64>, upTo last: Int? = nil) -> [EBMLElement] {
        var found: [EBMLElement] = []
        var position = range.lowerBound
        while position < range.upperBound, found.count < Self.elementLimit, found.last?.id != last || last == nil {
            let header = bytes(at: position, count: 12)
            guard let idLength = Self.length(header.first), idLength <= 4, header.count > idLength,
                let sizeLength = Self.length(header[idLength]), header.count >= idLength + sizeLength
            else { break }
            let mask = 1 << (7 * sizeLength) - 1
            let size = Int64(header.bigEndian(at: idLength, sizeLength) & mask)
            let start = min(position + Int64(idLength + sizeLength), range.upperBound)
            let isEndless = size == Int64(mask) || size > range.upperBound - start
            let end = isEndless ? range.upperBound : start + size
            found.append(EBMLElement(id: header.bigEndian(at: 0, idLength), body: start..<end))
            position = end
        }
        return found
    }

    /// The whole number in `element`, `nil` when it is longer than seven bytes.
    func wholeNumber(_ element: EBMLElement) -> Int? {
        let length = element.body.count
        guard length < 8 else { return nil }
        let digits = bytes(at: element.body.lowerBound, count: length)
        return digits.count == length ? digits.bigEndian(at: 0, length) : nil
    }

    /// Bytes of a number that begins with `first`: one more than it has zeros in front.
    private static func length(_ first: UInt8?) -> Int? { first.flatMap { $0 == 0 ? nil : $0.leadingZeroBitCount + 1 } }
}

extension [UInt8] {
    /// The number of `count` bytes, at most 8, from `position` on, which are there.
    fileprivate func bigEndian(at position: Int, _ count: Int) -> Int {
        self[position..<position + count].reduce(0) { $0 << 8 | Int($1) }
    }
}
