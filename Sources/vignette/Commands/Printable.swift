// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text without what would move a terminal's cursor: a renderer's words may be those of its file.
    var printable: String {
        let controls: Set<Unicode.GeneralCategory> = [.control, .format, .lineSeparator, .paragraphSeparator]
        let scalars = unicodeScalars.map { controls.contains($0.properties.generalCategory) ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(scalars))
    }
}
