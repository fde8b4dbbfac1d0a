// SPDX-License-Identifier: Apache-2.0

/// OpenDocument as one XML file.
enum FlatODF {
    enum Kind: String {
        case text
        case spreadsheet
        case presentation
    }

    /// A document of `kind` whose `office:body` holds `body`.
    ///
    /// - Parameter styles: What comes before the body: font declarations and styles.
    static func document(_ kind: Kind, styles: String = "", body: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
        xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" \
        xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" \
        xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
        xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" \
        xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" \
        xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" \
        xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.2" \
        office:mimetype="application/vnd.oasis.opendocument.\(kind.rawValue)">\(styles)\
        <office:body>\(body)</office:body></office:document>
        """
    }

    /// Declares fonts under their own names.
    static func fontFaces(_ names: [String]) -> String {
        let faces = names.map { name in
            "<style:font-face style:name=\"\(name)\" svg:font-family=\"'\(name)'\"/>"
        }
        return "<office:font-face-decls>\(faces.joined())</office:font-face-decls>"
    }

    /// `line` as the contents of a paragraph, where white space would otherwise be run together.
    static func markup(_ line: some StringProtocol) -> String {
        var text = ""
        var spaces = 0
        for scalar in line.unicodeScalars {
            if scalar == " " {
                spaces += 1
                continue
            }
            text += blanks(spaces)
            spaces = 0
            switch scalar {
            case "\t": text += "<text:tab/>"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "&": text += "&amp;"
            // What XML does not allow.
            case _ where scalar.value < 0x20 || scalar.value & 0xFFFE == 0xFFFE: text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + blanks(spaces)
    }

    private static func blanks(_ count: Int) -> String {
        count == 0 ? "" : "<text:s text:c=\"\(count)\"/>"
    }
}
