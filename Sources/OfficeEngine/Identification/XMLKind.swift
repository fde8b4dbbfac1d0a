// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model

/// What an XML file is, by its root element.
enum XMLKind {
    /// The kind of the XML file that begins with `head`.
    ///
    /// - Returns: `nil` when it is none, or one that is shown as text, as HTML is.
    static func identify(_ head: [UInt8]) -> FileKind? {
        guard let tag = rootTag(of: TextEncoding.decode(head)) else { return nil }
        let name = tag.prefix { !$0.isWhitespace && $0 != ">" && $0 != "/" }
        switch name.split(separator: ":").last {
        case "svg": return .elsewhere(.image)
        case "FictionBook": return .document(DocumentFormat("fb2"))
        case "wordDocument": return .document(DocumentFormat("xml"))
        case "Workbook" where tag.contains("urn:schemas-microsoft-com:office:spreadsheet"):
            return .document(DocumentFormat("xml"))
        case "document" where tag.contains("urn:oasis:names:tc:opendocument:xmlns:office:1.0"):
            return flatODF(tag)
        default: return nil
        }
    }

    private static func flatODF(_ tag: Substring) -> FileKind? {
        for (type, suffix) in [
            ("opendocument.text", "fodt"), ("opendocument.spreadsheet", "fods"),
            ("opendocument.presentation", "fodp"), ("opendocument.graphics", "fodg"),
        ] where tag.contains(type) {
            return .document(DocumentFormat(suffix))
        }
        return nil
    }

    /// The first tag that is neither a declaration nor a comment, without its `<`.
    private static func rootTag(of text: String) -> Substring? {
        var rest = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        while rest.first == "<" {
            let end: Substring.Index?
            if rest.hasPrefix("<!--") {
                end = rest.firstRange(of: "-->")?.upperBound
            } else if rest.hasPrefix("<?") {
                end = rest.firstRange(of: "?>")?.upperBound
            } else if rest.hasPrefix("<!") {
                end = endOfDeclaration(rest)
            } else {
                guard let close = rest.firstIndex(of: ">") else { return nil }
                return rest[rest.index(after: rest.startIndex)...close]
            }
            guard let end else { return nil }
            rest = rest[end...].drop { $0.isWhitespace }
        }
        return nil
    }

    /// Where the document type declaration at the beginning of `text` ends, with the declarations within its brackets.
    private static func endOfDeclaration(_ text: Substring) -> Substring.Index? {
        guard let close = text.firstIndex(of: ">") else { return nil }
        guard text[..<close].contains("[") else { return text.index(after: close) }
        var rest = text
        while let bracket = rest.firstIndex(of: "]") {
            rest = rest[rest.index(after: bracket)...].drop { $0.isWhitespace }
            if rest.first == ">" { return rest.index(after: rest.startIndex) }
        }
        return nil
    }
}
