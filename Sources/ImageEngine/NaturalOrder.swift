// SPDX-License-Identifier: Apache-2.0

/// The order of names in which numbers count as numbers: `page2` comes before `page10`.
enum NaturalOrder {
    /// A part of a name.
    private enum Part: Comparable {
        /// Digits without leading zeros, the shorter the smaller.
        case number(length: Int, digits: String)
        case text(String)
    }

    /// Whether `left` comes before `right`; case does not matter.
    static func precedes(_ left: String, _ right: String) -> Bool {
        parts(left).lexicographicallyPrecedes(parts(right))
    }

    private static func parts(_ name: String) -> [Part] {
        var (parts, rest) = ([Part](), name.lowercased()[...])
        while let first = rest.unicodeScalars.first {
            let isNumber = isDigit(first)
            let run = rest.unicodeScalars.prefix { isDigit($0) == isNumber }
            let text = String(String.UnicodeScalarView(run))
            rest = rest[run.endIndex...]
            let digits = String(text.drop { $0 == "0" })
            parts.append(isNumber ? .number(length: digits.utf8.count, digits: digits) : .text(text))
        }
        return parts
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { "0"..."9" ~= scalar }
}
