// SPDX-License-Identifier: Apache-2.0

/// The names of files and folders (contract 3.5).
enum FileName {
    /// Characters of a name.
    static let limit = 250

    private static let refused: Set<Unicode.Scalar> = ["<", ">", "|", ":", "\"", "*", "?", "/", "\\"]

    /// Whether a file may be called that.
    static func isAllowed(_ name: String) -> Bool {
        (1...limit).contains(name.unicodeScalars.count) && ![".", "..", "'"].contains(name)
            && !name.unicodeScalars.contains { refused.contains($0) || $0.properties.generalCategory == .control }
    }

    /// The name with a stamp before its suffix, shortened where it would become too long.
    static func stamped(_ name: String, _ stamp: String) -> String {
        let scalars = Array(name.unicodeScalars)
        // A suffix as long as this is no suffix.
        let dot = scalars.lastIndex(of: ".").flatMap { $0 > 0 && scalars.count - $0 <= 20 ? $0 : nil }
        let suffix = scalars[(dot ?? scalars.count)...]
        let stem = scalars[..<(dot ?? scalars.count)].prefix(limit - suffix.count - stamp.unicodeScalars.count - 1)
        return text(stem) + "_" + stamp + text(suffix)
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}
