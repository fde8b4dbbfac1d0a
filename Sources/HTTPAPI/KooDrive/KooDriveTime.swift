// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Times as KooDrive writes them, UTC.
enum KooDriveTime {
    static func text(_ date: Date) -> String {
        date.formatted(.iso8601)
    }

    /// Reads `yyyy-MM-dd'T'HH:mm:ss'Z'`, or `yyyy-MM-dd HH:mm:ss` as the carriers' pages have it; `nil` for anything else.
    static func date(_ text: String) -> Date? {
        let shape = text.map { $0.isASCII && $0.isNumber ? "0" : $0 }
        guard ["0000-00-00T00:00:00Z", "0000-00-00 00:00:00"].contains(String(shape)) else { return nil }
        return try? Date.ISO8601FormatStyle().parse("\(text.prefix(10))T\(text.dropFirst(11).prefix(8))Z")
    }
}
