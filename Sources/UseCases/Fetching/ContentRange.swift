// SPDX-License-Identifier: Apache-2.0

/// Which bytes an answer says that it brings.
///
/// - SeeAlso: RFC 9110, 14.4, "Content-Range".
struct ContentRange: Hashable {
    /// The bytes; `nil` where the range that was asked for could not be satisfied.
    var range: Range<Int64>?
    /// Bytes in all.
    var size: Int64

    /// Reads `bytes 0-99/1000` or `bytes */1000`; `nil` for anything else, an unknown size included.
    init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
        let parts = words[1].split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let size = Self.number(parts[1]) else { return nil }
        self.size = size
        guard parts[0] != "*" else { return }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]), first <= last,
            last < size
        else { return nil }
        range = first..<last + 1
    }

    private static func number(_ digits: Substring) -> Int64? {
        digits.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ? Int64(digits) : nil
    }
}
