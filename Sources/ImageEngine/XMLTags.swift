// SPDX-License-Identifier: Apache-2.0

/// The tags of an XML or XHTML text, one after the other.
///
/// It is a scanner, not a parser: it asks for no well-formedness, and knows no entities but the five of XML and
/// numbers, so that nothing can expand.
struct XMLTags: Sequence, IteratorProtocol {
    /// A tag that opens an element.
    struct Tag {
        /// Without a prefix.
        var name: String
        /// By their names without a prefix.
        var attributes: [String: String]
    }

    private static let attributeLimit = 64

    private let text: ArraySlice<UInt8>
    private var position: Int

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        position = text.startIndex
    }

    mutating func next() -> Tag? {
        while let start = text[position...].firstPlace(of: UInt8(ascii: "<")) {
            position = start + 1
            if skipOther() { continue }
            if let tag = tag() { return tag }
        }
        return nil
    }

    /// The tag of the root element, before which no text stands but white space: what an XML file is.
    ///
    /// - Returns: `nil` for what is no XML, or ends before.
    static func root(of text: ArraySlice<UInt8>) -> Tag? {
        var tags = XMLTags(text.starts(with: [0xEF, 0xBB, 0xBF]) ? text.dropFirst(3) : text)
        while true {
            tags.skipSpace()
            guard tags.peek == UInt8(ascii: "<") else { return nil }
            tags.position += 1
            if !tags.skipOther() { return tags.tag() }
        }
    }

    /// Passes over what is no tag that opens an element, after its `<`.
    ///
    /// - Returns: Whether it was none.
    private mutating func skipOther() -> Bool {
        switch peek {
        case UInt8(ascii: "!"): skipDeclaration()
        case UInt8(ascii: "?"): skip(past: "?>")
        case UInt8(ascii: "/"): skip(past: ">")
        default: return false
        }
        return true
    }

    /// Passes over a comment, a section of characters or a document type.
    private mutating func skipDeclaration() {
        let rest = text[position...]
        if rest.starts(with: "!--".utf8) {
            skip(past: "-->")
        } else if rest.starts(with: "![CDATA[".utf8) {
            skip(past: "]]>")
        } else {
            let end = rest.firstIndex { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: ">") }
            skip(past: end.map { text[$0] == UInt8(ascii: "[") } ?? false ? "]>" : ">")
        }
    }

    private mutating func skip(past end: String) {
        position = text[position...].firstPlace(of: end)?.upperBound ?? text.endIndex
    }

    /// The tag that begins here; `nil` when it is none.
    private mutating func tag() -> Tag? {
        let name = word()
        guard !name.isEmpty else { return nil }
        var attributes: [String: String] = [:]
        while attributes.count < Self.attributeLimit {
            skipSpace()
            guard let byte = peek, byte != UInt8(ascii: ">") else { break }
            let attribute = word()
            guard !attribute.isEmpty else {
                position += 1
                continue
            }
            skipSpace()
            guard peek == UInt8(ascii: "=") else { continue }
            position += 1
            skipSpace()
            attributes[Self.local(attribute)] = value()
        }
        return Tag(name: Self.local(name), attributes: attributes)
    }

    private var peek: UInt8? { position < text.endIndex ? text[position] : nil }

    private mutating func skipSpace() {
        while let byte = peek, byte <= 0x20 { position += 1 }
    }

    /// The letters up to a space or a sign that ends a name.
    private mutating func word() -> String {
        let start = position
        while let byte = peek, byte > 0x20, !">/=<\"'".utf8.contains(byte) { position += 1 }
        return String(decoding: text[start..<position], as: UTF8.self)
    }

    private mutating func value() -> String {
        guard let quote = peek, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return word() }
        let start = position + 1
        let end = text[start...].firstIndex(of: quote) ?? text.endIndex
        position = Swift.min(end + 1, text.endIndex)
        return Self.unescaped(String(decoding: text[start..<end], as: UTF8.self))
    }

    private static func local(_ name: String) -> String {
        String(name.split(separator: ":", omittingEmptySubsequences: false).last ?? "")
    }

    private static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        var parts = text.split(separator: "&", omittingEmptySubsequences: false).map(String.init)
        for index in parts.indices.dropFirst() {
            guard let end = parts[index].firstIndex(of: ";"), let letter = entity(parts[index][..<end]) else {
                parts[index] = "&" + parts[index]
                continue
            }
            parts[index] = letter + parts[index][parts[index].index(after: end)...]
        }
        return parts.joined()
    }

    private static func entity(_ name: Substring) -> String? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
        let number = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }
}
