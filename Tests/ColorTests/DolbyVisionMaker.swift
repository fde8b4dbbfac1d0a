// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import TestSupport

/// Makes what no encoder here can: colours of Dolby Vision's own (profile 5), the metadata that explain them, and the box
/// that announces them.
enum DolbyVisionMaker {
    // MARK: Colours

    /// From light to what the eye's cones see, by Hunt, Pointer and Estevez under D65.
    private static let cones = [[0.40024, 0.7076, -0.08081], [-0.2263, 1.16532, 0.0457], [0, 0, 0.91822]]
    /// From components to signals in parts of 8,192, and from their light to the cones' in parts of 16,384, as encoders of
    /// profile 5 write them.
    private static let signals = [[8192, 799, 1681], [8192, -933, 1091], [8192, 267, -5545]]
    private static let crosstalk = [[17081, -349, -349], [-349, 17081, -349], [-349, -349, 17081]]

    /// Intensity and two differences, about 0...1, of signals of the perceptual quantizer.
    static func components(_ signal: [Double]) -> [Double] {
        let light = signal.map { StandardCurve.pq.light($0) }
        let xyz = StandardPrimaries.bt2020.xyz(light)
        let seen = cones.map { row in zip(row, xyz).reduce(0) { $0 + $1.0 * $1.1 } }
        let mixed = solve(crosstalk.map { $0.map { Double($0) / 16384 } }, seen)
        let stored = mixed.map { StandardCurve.pq.signal(max(0, $0)) }
        let components = solve(signals.map { $0.map { Double($0) / 8192 } }, stored)
        return [components[0], components[1] + 0.5, components[2] + 0.5]
    }

    /// The samples, 0...1, that the curves of ``metadata()`` make these components of.
    static func samples(_ components: [Double]) -> [Double] {
        let (i, t, p) = (components[0], components[1], components[2])
        let x = i < 0.47 ? (i - 0.02) / 0.9 : (-0.76 + (0.76 * 0.76 + 0.8 * (i - 0.04)).squareRoot()) / 0.4
        let y = (t - 0.02) / (0.95 + 0.02 * x)
        let z = (-0.9 + (0.81 + 0.4 * p).squareRoot()) / 0.2
        return [x, y, z]
    }

    /// The solution of `rows · unknown = values`.
    private static func solve(_ rows: [[Double]], _ values: [Double]) -> [Double] {
        StandardPrimaries.solve((0..<3).map { column in rows.map { $0[column] } }, values)
    }

    // MARK: Metadata

    /// A unit of HEVC's stream with the metadata of one frame (ETSI GS CCM 001, clause 5).
    static func metadata() -> [UInt8] {
        var bits = Bits()
        bits.append(25, 8)
        bits.append(2, 6)
        bits.append(18, 11)
        bits.append(0, 4)
        bits.append(0, 4)
        // A sequence's facts: no filter, fixed-point coefficients with 23 bits behind the point, full range, 10 bits, no
        // residual.
        bits.append(1, 1)
        bits.append(0, 1)
        bits.append(0, 2)
        bits.appendGolomb(23)
        bits.append(1, 2)
        bits.append(1, 1)
        for depth: UInt64 in [10, 10, 12] { bits.appendGolomb(depth - 8) }
        bits.append(0, 1)
        bits.append(0, 3)
        bits.append(0, 1)
        bits.append(1, 1)
        // Metadata of colours follow, and curves of this frame's own.
        bits.append(1, 1)
        bits.append(0, 1)
        for _ in 0..<3 { bits.appendGolomb(0) }
        // Pivots: how many beyond two, and each as its distance from the last.
        for pivots: [UInt64] in [[0, 512, 511], [0, 1023], [0, 1023]] {
            bits.appendGolomb(UInt64(pivots.count - 2))
            for pivot in pivots { bits.append(pivot, 10) }
        }
        bits.appendGolomb(0)
        bits.appendGolomb(0)
        // Intensity: a straight piece and one by squares.
        bits.appendPolynomial([0.02, 0.9])
        bits.appendPolynomial([0.04, 0.76, 0.2])
        // Differences: by products of the samples, of the first and of the second order.
        bits.appendProducts(0.02, [[0, 0.95, 0, 0.02, 0, 0, 0]])
        bits.appendProducts(0, [[0, 0, 0.9, 0, 0, 0, 0], [0, 0, 0.1, 0, 0, 0, 0]])
        for _ in 0..<3 { bits.appendGolomb(0) }
        for value in signals.joined() { bits.append(UInt64(UInt16(bitPattern: Int16(value))), 16) }
        for offset: UInt64 in [0, 1 << 27, 1 << 27] { bits.append(offset, 32) }
        for value in crosstalk.joined() { bits.append(UInt64(UInt16(bitPattern: Int16(value))), 16) }
        // The curve, its parameters, the depth; intensity and differences, 4:2:0, full range; black, the peak of 1,000
        // cd/m² as 12-bit codes, and the display's diagonal.
        for (value, count): (UInt64, Int) in [
            (65535, 16), (0, 16), (0, 16), (0, 32), (12, 5), (2, 2), (0, 2), (1, 2), (62, 12), (3079, 12), (42, 10),
        ] { bits.append(value, count) }
        bits.align()
        let payload = bits.bytes + check(Array(bits.bytes.dropFirst())).bigEndianBytes + [0x80]
        return [0, 0, 0, 1, 62 << 1, 1] + escaped(payload)
    }

    /// `stream`, of frames of one slice each, with `unit` behind each slice.
    static func inserted(_ unit: [UInt8], behindSlicesOf stream: [UInt8]) -> [UInt8] {
        var starts: [Int] = []
        var index = 0
        while index + 4 < stream.count {
            if stream[index] == 0, stream[index + 1] == 0, stream[index + 2] == 1 {
                starts.append(index)
                index += 3
            } else {
                index += 1
            }
        }
        return zip(starts, starts.dropFirst() + [stream.count]).flatMap { start, end in
            // Types below 32 are slices.
            let isSlice = stream[start + 3] >> 1 & 0x3F < 32
            return Array(stream[start..<end]) + (isSlice ? unit : [])
        }
    }

    /// A byte that keeps three zeros and what looks like a start from standing in a unit (ITU-T H.265, 7.4.2).
    private static func escaped(_ bytes: [UInt8]) -> [UInt8] {
        var (result, zeros): ([UInt8], Int) = ([], 0)
        for byte in bytes {
            if zeros >= 2, byte <= 3 {
                result.append(3)
                zeros = 0
            }
            result.append(byte)
            zeros = byte == 0 ? zeros + 1 : 0
        }
        return result
    }

    /// CRC-32 as MPEG-2 has it.
    private static func check(_ bytes: [UInt8]) -> UInt32 {
        bytes.reduce(0xFFFF_FFFF) { check, byte in
            (0..<8).reduce(check ^ UInt32(byte) << 24) { value, _ in
                value & 0x8000_0000 == 0 ? value << 1 : value << 1 ^ 0x04C1_1DB7
            }
        }
    }

    // MARK: The box

    /// The MP4 `file`, whose track announces Dolby Vision: `profile`, and `compatibility` with other decoders.
    static func announced(_ file: [UInt8], profile: UInt8, compatibility: UInt8) throws -> [UInt8] {
        let level: UInt8 = 1
        // The upper seven bits the profile, six the level; metadata and a base layer are there; then what it is like.
        let facts = [1, 0, profile << 1 | level >> 5, level << 3 | 0b101, compatibility << 4]
        let body = facts + [UInt8](repeating: 0, count: 24 - facts.count)
        let box = UInt32(8 + body.count).bigEndianBytes + Array((profile > 7 ? "dvvC" : "dvcC").utf8) + body
        var result = file
        var range = file.startIndex..<file.endIndex
        // Where the boxes in each begin.
        for (name, skipped) in [
            ("moov", 8), ("trak", 8), ("mdia", 8), ("minf", 8), ("stbl", 8), ("stsd", 16), ("hvc1", 8),
        ] {
            guard let found = find(name, in: file, range) else { throw PictureTrouble(description: "no \(name)") }
            let size = UInt32(found.count + box.count).bigEndianBytes
            result.replaceSubrange(found.lowerBound..<found.lowerBound + 4, with: size)
            range = found.lowerBound + skipped..<found.upperBound
        }
        result.insert(contentsOf: box, at: range.upperBound)
        return result
    }

    private static func find(_ name: String, in file: [UInt8], _ range: Range<Int>) -> Range<Int>? {
        var position = range.lowerBound
        while position + 8 <= range.upperBound {
            let size = file[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
            guard size >= 8 else { return nil }
            if file[position + 4..<position + 8].elementsEqual(name.utf8) { return position..<position + size }
            position += size
        }
        return nil
    }
}

/// Bits one after the other, the highest first.
private struct Bits {
    private(set) var bytes: [UInt8] = []
    private var count = 0

    mutating func append(_ value: UInt64, _ length: Int) {
        for index in (0..<length).reversed() {
            if count.isMultiple(of: 8) { bytes.append(0) }
            bytes[count / 8] |= UInt8(value >> index & 1) << (7 - count % 8)
            count += 1
        }
    }

    mutating func align() { count = 8 * bytes.count }

    /// An unsigned Exp-Golomb code (ITU-T H.265, 9.2).
    mutating func appendGolomb(_ value: UInt64) {
        let length = 64 - (value + 1).leadingZeroBitCount
        append(0, length - 1)
        append(value + 1, length)
    }

    /// A coefficient: its whole part as a signed code, then 23 bits.
    mutating func appendCoefficient(_ value: Double) {
        let whole = Int64(value.rounded(.down))
        appendGolomb(whole > 0 ? UInt64(2 * whole - 1) : UInt64(-2 * whole))
        append(UInt64((value - Double(whole)) * Double(1 << 23)), 23)
    }

    mutating func appendPolynomial(_ coefficients: [Double]) {
        appendGolomb(0)
        appendGolomb(UInt64(coefficients.count - 2))
        // A straight piece might be told by its ends; this one is not.
        if coefficients.count == 2 { append(0, 1) }
        for coefficient in coefficients { appendCoefficient(coefficient) }
    }

    mutating func appendProducts(_ constant: Double, _ powers: [[Double]]) {
        appendGolomb(1)
        append(UInt64(powers.count - 1), 2)
        appendCoefficient(constant)
        for coefficient in powers.joined() { appendCoefficient(coefficient) }
    }
}
