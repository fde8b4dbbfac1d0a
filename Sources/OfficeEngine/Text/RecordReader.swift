// SPDX-License-Identifier: Apache-2.0

/// Takes the characters of one record of separated values (RFC 4180, 2).
struct RecordReader {
    let separator: Character
    /// The values so far, without their quotes.
    private(set) var cells = [""]
    private(set) var isWithinQuotes = false
    private var wasQuote = false
    /// Whether a quote would begin the value: after spaces at most.
    private var isAtStart = true

    init(separator: Character) {
        self.separator = separator
    }

    /// Whether there is nothing but white space in it.
    var isBlank: Bool { cells.count == 1 && cells[0].allSatisfy(\.isWhitespace) }

    /// Takes the next character.
    ///
    /// - Returns: Whether the record goes on; a line break within quotes is a part of it.
    mutating func take(_ character: Character) -> Bool {
        defer { wasQuote = character == "\"" && !wasQuote }
        if isWithinQuotes {
            if character == "\"" { isWithinQuotes = false } else { append(character) }
            return true
        }
        switch character {
        case "\"" where wasQuote:
            // Two within quotes are one that is meant.
            append(character)
            isWithinQuotes = true
        case "\"" where isAtStart:
            isAtStart = false
            isWithinQuotes = true
        case separator:
            cells.append("")
            isAtStart = true
        case _ where character.isNewline:
            return false
        default:
            append(character)
        }
        return true
    }

    private mutating func append(_ character: Character) {
        cells[cells.count - 1].append(character)
        if character != " " { isAtStart = false }
    }
}
