// SPDX-License-Identifier: Apache-2.0

/// How wide a column of text in 10 points is to be.
struct ColumnWidth {
    /// Points, a whole number.
    let points: Int

    /// What a column has beside its text, and the widest one: what is longer takes several lines.
    private static let padding = 8
    private static let limit = 160

    /// Room for the longest line in `values`.
    init(of values: some Sequence<String>) {
        var widest = 0
        for value in values {
            for line in value.split(whereSeparator: \.isNewline) where widest < Self.limit {
                widest = max(widest, Self.width(of: line))
            }
        }
        points = min(max(widest, 16) + Self.padding, Self.limit)
    }

    /// The width of `line` in Liberation Sans and a font of ideographs, rounded up.
    private static func width(of line: Substring) -> Int {
        var width = 0
        for scalar in line.unicodeScalars where width < limit {
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
                0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F000...0x3FFFF:
                width += 12
            case 0x4D, 0x57, 0x40: width += 10
            case 0x41...0x5A, 0x6D, 0x77, 0x25: width += 8
            default: width += 6
            }
        }
        return width
    }
}
