// SPDX-License-Identifier: Apache-2.0

@testable import ImageEngine
@testable import OfficeEngine

extension FuzzTarget {
    /// Texts, tables and markup.
    static let documents = [markup, text, naturalOrder]

    /// The tags of EPUB's files.
    private static let markup = FuzzTarget(
        "markup",
        rounds: 5000,
        readsFiles: true,
        seeds: [
            """
            <?xml version="1.0"?><container><rootfiles>
            <rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
            """,
            """
            <!DOCTYPE package [<!ENTITY a "b">]><opf:package><metadata><meta name="cover" content="c1"/></metadata>
            <manifest><item id="c1" href="../images/co%76er.jpg#a" media-type="image/jpeg" properties='cover-image x'/>
            <item id="p" href="/cover.xhtml?b" media-type="application/xhtml+xml"/></manifest>
            <guide><reference type="Cover" href="./cover.xhtml"/></guide><!-- <item/> --></opf:package>
            """,
            "<html><![CDATA[<img src='no'/>]]><svg:image xlink:href=\"a/b&amp;c&#x41;&#65;.png\"/><img src=d.jpg></html>",
        ].map { Array($0.utf8) }
    ) { bytes in
        let text = bytes[...]
        for tag in XMLTags(text) { promise(tag.attributes.count <= 64, "\(tag)") }
        _ = XMLTags.root(of: text)
        let paths =
            BookPackage(text, at: "OEBPS/content.opf").covers
            + [BookPackage.image(in: text, at: "a/b.xhtml")].compactMap(\.self)
        for path in paths { promise(!path.hasPrefix("/") && !path.split(separator: "/").contains(".."), path) }
        _ = BookPackage.path(in: text)
    }

    /// Plain text in any encoding, and tables.
    private static let text = FuzzTarget(
        "text",
        rounds: 800,
        readsFiles: true,
        seeds: [
            Array("name;city\n\"a \"\"b\"\"\";Z\u{FC}rich\n\"two\nlines\";\u{6771}\u{4EAC}\n1;2".utf8),
            Array("a\tb\tc\r\n1\t2\t3\r\n4\t5".utf8), Array("Some prose, with commas.\n\nAnd more, of it.".utf8),
            [0xFE, 0xFF] + "wide, text\n".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] },
            // Shift JIS.
            [0x93, 0xFA, 0x96, 0x7B, 0x8C, 0xEA, 0x2C, 0x0A, 0x93, 0xFA, 0x96, 0x7B],
        ]
    ) { bytes in
        let text = TextEncoding.decode(bytes)
        promise(text.utf8.count <= 16 + 8 * bytes.count, "text out of nothing")
        for isCut in [false, true] {
            guard let table = SeparatedValues(text, isCut: isCut, rowLimit: 20) else { continue }
            promise(2...20 ~= table.rows.count && table.rows.allSatisfy { $0.count >= 2 }, "\(table)")
            let document = table.document(ideographs: "Noto Sans CJK SC")
            promise(
                XMLKind.identify(Array(document.utf8)) == .document(DocumentFormat("fods")),
                "a table that is no spreadsheet"
            )
        }
    }

    /// The order of names in an archive: two names, a line each.
    private static let naturalOrder = FuzzTarget(
        "natural-order",
        rounds: 8000,
        seeds: [Array("page10.jpg\npage2.jpg".utf8), Array("007\n7a".utf8), Array("\u{E9}1\ne\u{301}01".utf8)]
    ) { bytes in
        let names = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        for first in names.prefix(4) {
            promise(!NaturalOrder.precedes(first, first), "\(first) before itself")
            for second in names.prefix(4) {
                let both = NaturalOrder.precedes(first, second) && NaturalOrder.precedes(second, first)
                promise(!both, "\(first) and \(second) before each other")
            }
        }
    }
}
