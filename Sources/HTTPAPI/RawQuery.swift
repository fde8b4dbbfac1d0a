// SPDX-License-Identifier: Apache-2.0

/// A query string as it came: in order, repeated names kept, `+` a literal plus (contract 2.1).
struct RawQuery: Sendable {
    private(set) var items: [(name: String, value: String)] = []

    /// - Parameter text: What follows the `?` of the request target.
    init(_ text: some StringProtocol) {
        for item in text.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? parts[1].percentDecoded : ""
            items.append((parts[0].percentDecoded, value))
        }
    }

    /// - Parameter target: A whole request target.
    init(target: String) {
        self.init(target.drop { $0 != "?" }.dropFirst())
    }

    /// The first value of that name; an empty one counts as absent.
    subscript(name: String) -> String? {
        items.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// How often the name occurs with a value.
    func count(of name: String) -> Int {
        items.count { $0.name == name && !$0.value.isEmpty }
    }

    /// Whether the name occurs, with or without a value.
    func contains(_ name: String) -> Bool {
        items.contains { $0.name == name }
    }

    /// All values of a list: repeated names, commas, and `name[]`, `name[0]`; trimmed, without empty ones and
    /// duplicates, in order.
    func list(_ name: String) -> [String] {
        var values: [String] = []
        for item in items where item.name == name || item.name.hasPrefix(name + "[") && item.name.hasSuffix("]") {
            for part in item.value.split(separator: ",") {
                let value = part.trimmed
                if !value.isEmpty, !values.contains(value) { values.append(value) }
            }
        }
        return values
    }
}

extension StringProtocol {
    /// With every `%XX` resolved, once.
    var percentDecoded: String { String(decoding: PercentCoding.decode(utf8), as: UTF8.self) }

    /// With all but unreserved characters written as `%XX`.
    var percentEncoded: String { PercentCoding.encode(utf8) }

    /// Without white space at its ends.
    var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }
}
