// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// Makes inputs from others, the same ones for the same seed: what libFuzzer does, without knowing what they reach.
struct Mutator {
    /// Most bytes of an input.
    private static let longest = 64 << 10
    /// Most steps from one input to the next.
    private static let mostSteps = 8
    /// Numbers at which arithmetic and limits end.
    private static let edges: [UInt64] = [
        0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF,
        0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF,
    ]

    private let seeds: [[UInt8]]
    private var generator: SeededGenerator

    init(_ seeds: [[UInt8]], seed: UInt64) {
        self.seeds = seeds
        generator = SeededGenerator(seed: seed)
    }

    /// The next input.
    mutating func next() -> [UInt8] {
        var bytes = anySeed()
        for _ in 0...random(below: Self.mostSteps) { change(&bytes) }
        return bytes.count > Self.longest ? Array(bytes.prefix(Self.longest)) : bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else {
            bytes = anySeed()
            return
        }
        let place = random(below: bytes.count)
        switch random(below: 9) {
        case 0: bytes[place] ^= 1 << UInt8(random(below: 8))
        case 1: bytes[place] = UInt8(random(below: 256))
        case 2: writeNumber(at: place, &bytes)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random(below: 16)))
        case 4: bytes.insert(contentsOf: (0...random(below: 8)).map { _ in UInt8(random(below: 256)) }, at: place)
        case 5: bytes.removeSubrange(place...)
        case 6: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 1 + random(below: 64))], at: place)
        case 7: writeDigits(from: place, &bytes)
        default: splice(&bytes, at: place)
        }
    }

    /// Writes a number of 1, 2, 4 or 8 bytes in either order.
    private mutating func writeNumber(at place: Int, _ bytes: inout [UInt8]) {
        let width = 1 << random(below: 4)
        let near = UInt64(truncatingIfNeeded: bytes.count + random(below: 5) - 2)
        let number = random(below: 4) == 0 ? near : Self.edges[random(below: Self.edges.count)]
        let isBigEndian = random(below: 2) == 0
        for index in 0..<min(width, bytes.count - place) {
            let shift = 8 * (isBigEndian ? width - 1 - index : index)
            bytes[place + index] = UInt8(truncatingIfNeeded: number >> UInt64(shift))
        }
    }

    /// Writes another number in place of the next one that is a text.
    private mutating func writeDigits(from place: Int, _ bytes: inout [UInt8]) {
        let isDigit = { (byte: UInt8) in 0x30...0x39 ~= byte }
        guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.endIndex
        let edge = random(below: 2) == 0 ? "-\(random(below: 100))" : "\(Self.edges[random(below: Self.edges.count)])"
        bytes.replaceSubrange(start..<end, with: edge.utf8)
    }

    /// Goes on with a piece of another input.
    private mutating func splice(_ bytes: inout [UInt8], at place: Int) {
        let other = anySeed()
        guard !other.isEmpty else { return }
        bytes.replaceSubrange(place..<min(bytes.count, place + random(below: 64)), with: piece(of: other))
    }

    private mutating func piece(of bytes: [UInt8]) -> ArraySlice<UInt8> {
        let start = random(below: bytes.count)
        return bytes[start..<min(bytes.count, start + 1 + random(below: 256))]
    }

    private mutating func anySeed() -> [UInt8] { seeds.randomElement(using: &generator) ?? [] }

    private mutating func random(below limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }
}
