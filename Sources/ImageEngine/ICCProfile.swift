// SPDX-License-Identifier: Apache-2.0

/// An ICC colour profile, as far as it takes to know sRGB (ICC.1:2010).
struct ICCProfile {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether it describes sRGB, so that nothing has to be converted: by its primaries and the name it gives itself.
    ///
    /// A profile of sRGB's primaries with another curve names itself otherwise.
    var isSRGB: Bool {
        guard signature(at: 16) == "RGB ", let description, description.contains("sRGB"),
            !description.contains("inear")
        else { return false }
        return Self.primaries.allSatisfy { name, expected in
            guard let found = xyz(name) else { return false }
            return zip(found, expected).allSatisfy { abs($0 - $1) < 0.004 }
        }
    }

    /// Whether it describes cyan, magenta, yellow and black.
    var isOfInks: Bool { signature(at: 16) == "CMYK" }

    /// Whether there is a tag of this name.
    func has(_ name: String) -> Bool { tag(name) != nil }

    /// sRGB's primaries, adapted to D50.
    private static let primaries: [(String, [Double])] = [
        ("rXYZ", [0.4361, 0.2225, 0.0139]),
        ("gXYZ", [0.3851, 0.7169, 0.0971]),
        ("bXYZ", [0.1431, 0.0606, 0.7141]),
    ]

    /// The profile's name for itself, its letters alone: v2 has ASCII, v4 UTF-16.
    private var description: String? {
        guard let (offset, size) = tag("desc") else { return nil }
        let text = bytes[offset..<offset + min(size, 256)].dropFirst(8)
        return String(decoding: text.filter { 0x20..<0x7F ~= $0 }, as: UTF8.self)
    }

    private func xyz(_ name: String) -> [Double]? {
        guard let (offset, size) = tag(name), size >= 20 else { return nil }
        return (0..<3).compactMap { index in
            number(at: offset + 8 + 4 * index).map { Double(Int32(truncatingIfNeeded: $0)) / 65536 }
        }
    }

    private func tag(_ name: String) -> (offset: Int, size: Int)? {
        guard let count = number(at: 128), count <= 100 else { return nil }
        for index in 0..<count where signature(at: 132 + 12 * index) == name {
            guard let offset = number(at: 136 + 12 * index), let size = number(at: 140 + 12 * index),
                offset <= bytes.count, size <= bytes.count - offset
            else { return nil }
            return (offset, size)
        }
        return nil
    }

    private func signature(at offset: Int) -> String? {
        guard offset <= bytes.count - 4 else { return nil }
        return String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
    }

    private func number(at offset: Int) -> Int? {
        guard offset <= bytes.count - 4 else { return nil }
        return bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}
