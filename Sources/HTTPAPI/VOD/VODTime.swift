// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import UseCases

/// Times as VOD writes them: `yyyymmddhhmmss`, UTC.
enum VODTime {
    static func text(_ date: Date) -> String {
        date.digits
    }

    /// `nil` when the text is not such a time.
    static func date(_ text: String) -> Date? {
        guard text.utf8.count == 14, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        let style = Date.ISO8601FormatStyle(
            dateSeparator: .omitted,
            dateTimeSeparator: .standard,
            timeSeparator: .omitted
        )
        return try? style.parse("\(text.prefix(8))T\(text.dropFirst(8))Z")
    }
}
