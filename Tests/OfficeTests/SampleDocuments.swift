// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Documents that tests make: flat ODF, and what LibreOffice's own command makes of it.
enum SampleDocuments {
    private static let namespaces = """
        xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
        xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" \
        xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" \
        xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
        xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" \
        xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" \
        xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
        """

    static let languages = ["Plain text", "中文内容", "日本語の文章", "한국어 문장", "نص عربي", "Привет", "Emoji 😀👍"]

    private static func document(_ kind: String, _ styles: String, _ body: String) -> Data {
        Data(
            """
            <?xml version="1.0" encoding="UTF-8"?><office:document \(namespaces) office:version="1.2" \
            office:mimetype="application/vnd.oasis.opendocument.\(kind)"><office:automatic-styles>\(styles)\
            </office:automatic-styles><office:body>\(body)</office:body></office:document>
            """.utf8
        )
    }

    /// Lines in many scripts over a red bar across the page, then `pages` - 1 pages with their number.
    static func text(pages: Int = 1) -> Data {
        let lines = languages.map { "<text:p>\($0)</text:p>" }
        let more = (1..<max(1, pages)).map { "<text:p text:style-name=\"N\">Page \($0 + 1)</text:p>" }
        return document(
            "text",
            """
            <style:style style:name="R" style:family="paragraph"><style:paragraph-properties \
            fo:background-color="#ff0000"/></style:style><style:style style:name="N" style:family="paragraph">\
            <style:paragraph-properties fo:break-before="page"/></style:style>
            """,
            "<office:text><text:p text:style-name=\"R\">R</text:p>\(lines.joined())\(more.joined())</office:text>"
        )
    }

    /// A red cell above lines in many scripts.
    static let spreadsheet = document(
        "spreadsheet",
        """
        <style:style style:name="R" style:family="table-cell"><style:table-cell-properties \
        fo:background-color="#ff0000"/></style:style>
        """,
        """
        <office:spreadsheet><table:table table:name="A"><table:table-row><table:table-cell table:style-name="R" \
        office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>\
        \(languages.map {
            "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>\($0)</text:p>"
                + "</table:table-cell></table:table-row>"
        }.joined())</table:table></office:spreadsheet>
        """
    )

    /// A cell above a text document that lies within.
    static let spreadsheetWithText = document(
        "spreadsheet",
        "",
        """
        <office:spreadsheet><table:table table:name="A"><table:shapes><draw:frame svg:width="6cm" svg:height="3cm" \
        svg:x="1cm" svg:y="8cm"><draw:object><office:document \(namespaces) office:version="1.2" \
        office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:p>Within</text:p>\
        </office:text></office:body></office:document></draw:object></draw:frame></table:shapes><table:table-row>\
        <table:table-cell office:value-type="string"><text:p>Cell</text:p></table:table-cell></table:table-row>\
        </table:table></office:spreadsheet>
        """
    )

    static let emptySpreadsheet = document(
        "spreadsheet",
        "",
        "<office:spreadsheet><table:table table:name=\"A\"/></office:spreadsheet>"
    )

    /// A red box at the upper left and text in many scripts on the first of two slides.
    static let presentation = document(
        "presentation",
        """
        <style:style style:name="R" style:family="graphic"><style:graphic-properties draw:fill="solid" \
        draw:fill-color="#ff0000" draw:stroke="none"/></style:style>
        """,
        """
        <office:presentation><draw:page draw:name="A"><draw:rect draw:style-name="R" svg:width="8cm" \
        svg:height="4cm" svg:x="1cm" svg:y="1cm"/><draw:frame svg:width="20cm" svg:height="9cm" svg:x="2cm" \
        svg:y="6cm"><draw:text-box>\(languages.map { "<text:p>\($0)</text:p>" }.joined())</draw:text-box></draw:frame>\
        </draw:page><draw:page draw:name="B"/></office:presentation>
        """
    )

    /// Converts `flat`, whose own suffix is `from`, with the `soffice` command.
    static func converted(_ flat: Data, from suffix: String, to target: String, in folder: String) throws -> Data {
        let input = "\(folder)/sample.\(suffix)"
        try flat.write(to: URL(filePath: input))
        try Program.run([
            "soffice", "-env:UserInstallation=file://\(folder)/soffice", "--headless", "--convert-to", target,
            "--outdir", "\(folder)/converted", input,
        ])
        return try Data(contentsOf: URL(filePath: "\(folder)/converted/sample.\(target)"))
    }

    /// What the usual commands make of the first page: `soffice --convert-to pdf`, then `pdftoppm`.
    static func reference(_ file: Data, suffix: String, in folder: String) throws -> Data {
        let pdf = try converted(file, from: suffix, to: "pdf", in: folder)
        try pdf.write(to: URL(filePath: "\(folder)/reference.pdf"))
        try Program.run([
            "pdftoppm", "-png", "-f", "1", "-l", "1", "-scale-to", "800", "-singlefile", "\(folder)/reference.pdf",
            "\(folder)/reference",
        ])
        return try Data(contentsOf: URL(filePath: "\(folder)/reference.png"))
    }
}
