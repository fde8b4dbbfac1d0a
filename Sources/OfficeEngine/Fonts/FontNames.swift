// SPDX-License-Identifier: Apache-2.0

import Archives
import Model
import RenderKit
import RenderProtocol

/// The fonts that a document names, as far as a look without its program finds them.
enum FontNames {
    /// Bytes of a part that is searched.
    private static let partLimit = 8 << 20

    /// Where a format names its fonts: parts of its ZIP file, and what stands before a name in them.
    private static let places: [String: (parts: [String], marks: [String])] = [
        "docx": (["word/fontTable.xml", "word/theme/theme1.xml"], ["w:font w:name=\"", "a:latin typeface=\""]),
        "pptx": (
            ["ppt/theme/theme1.xml", "ppt/slides/slide1.xml"],
            ["a:latin typeface=\"", "a:ea typeface=\"", "a:cs typeface=\""]
        ),
        "xlsx": (["xl/styles.xml"], ["<name val=\""]),
        "odt": (["content.xml", "styles.xml"], ["svg:font-family=\""]),
        "ods": (["content.xml", "styles.xml"], ["svg:font-family=\""]),
        "odp": (["content.xml", "styles.xml"], ["svg:font-family=\""]),
    ]

    /// The names in `source`, which was found to be of the format `name`.
    static func named(in source: borrowing ByteSource, _ name: String, within limits: RenderLimits) -> [String] {
        switch name {
        case "rtf":
            return namedInRTF(String(decoding: source.bytes(at: 0, count: FileKind.headSize), as: UTF8.self))
        case "fodt", "fods", "fodp", "fodg":
            let text = String(decoding: source.bytes(at: 0, count: FileKind.headSize), as: UTF8.self)
            return values(after: ["svg:font-family=\""], in: text)
        default:
            guard let place = places[name],
                let archive = try? Archive(
                    opening: source,
                    entryLimit: limits.archiveEntries,
                    byteLimit: limits.archiveBytes
                )
            else { return [] }
            return place.parts.flatMap { part in
                // Without the part, or with one that is broken, nothing is told: LibreOffice decides what is an error.
                values(after: place.marks, in: (try? archive.text(of: part, atMost: partLimit)) ?? "")
            }
        }
    }

    /// What stands between each of `marks` and the next quote, without quotes of its own and references to a theme.
    private static func values(after marks: [String], in text: String) -> [String] {
        let bytes = Array(text.utf8)
        var names: [String] = []
        for mark in marks.map({ Array($0.utf8) }) {
            var position = 0
            while let start = bytes.position(of: mark, from: position) {
                let value = bytes[(start + mark.count)...].prefix { $0 != UInt8(ascii: "\"") }
                position = value.endIndex
                names.append(contentsOf: fontName(String(decoding: value, as: UTF8.self)))
            }
        }
        return names
    }

    /// The first of the families in `value`, unless it is a kind of font or a theme's.
    private static func fontName(_ value: String) -> [String] {
        let first = value.replacing("&apos;", with: "'").replacing("&amp;", with: "&").split(separator: ",").first ?? ""
        let name = first.filter { $0 != "'" }.drop { $0 == " " }
        return name.isEmpty || name.hasPrefix("+") ? [] : [String(name)]
    }

    /// The names in the font table of an RTF file: what stands before a semicolon in each of its groups.
    private static func namedInRTF(_ text: String) -> [String] {
        guard let table = text.firstRange(of: "{\\fonttbl") else { return [] }
        var depth = 1
        var names: [String] = []
        var group = ""
        for character in text[table.upperBound...] {
            switch character {
            case "{":
                depth += 1
                group = ""
            case "}":
                // What a group within a font's says, such as its Panose number, is not its name.
                group = ""
                depth -= 1
                if depth == 0 { return names }
            case ";":
                // Control words end with a space or at the next one.
                let words = group.split(separator: " ").drop { $0.hasPrefix("\\") }
                let name = words.joined(separator: " ")
                if !name.isEmpty && !name.contains("\\") { names.append(name) }
                group = ""
            default:
                group.append(character)
            }
        }
        return names
    }
}

extension [UInt8] {
    /// Where `part` next begins, at `start` or later.
    fileprivate func position(of part: [UInt8], from start: Int) -> Int? {
        guard let first = part.first else { return nil }
        var position = start
        while position + part.count <= count {
            guard let next = self[position...].firstIndex(of: first), next + part.count <= count else { return nil }
            if self[next..<next + part.count].elementsEqual(part) { return next }
            position = next + 1
        }
        return nil
    }
}
