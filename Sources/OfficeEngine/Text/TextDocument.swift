// SPDX-License-Identifier: Apache-2.0

/// Plain text, source code or a table of separated values, as LibreOffice gets it: the part that a first page can
/// hold, in UTF-8.
///
/// It is handed over as OpenDocument, because the filter for plain text takes one font for all scripts, and the one for
/// tables columns of one width.
struct TextDocument {
    /// Pages that can be asked for: of a longer text the last lines that are kept count as its end.
    private static let pageLimit = 100
    /// More than a page takes, of bytes in any encoding and of lines.
    private static let bytesPerPage = 20 << 10
    private static let linesPerPage = 80

    /// What the file is called: `txt` or `csv`.
    let name: String
    /// The suffix under which LibreOffice opens ``contents``.
    let suffix: String
    let contents: String

    /// Bytes at the beginning of a file that hold its pages up to `page`, counted from 1.
    static func byteLimit(page: Int) -> Int {
        max(64 << 10, bytesPerPage * min(page, pageLimit))
    }

    private static func lineLimit(page: Int) -> Int {
        max(200, linesPerPage * min(page, pageLimit))
    }

    /// Decodes the beginning of a file.
    ///
    /// - Parameters:
    ///   - isCut: Whether the file goes on after `bytes`.
    ///   - page: The page that is wanted, counted from 1.
    init(_ bytes: [UInt8], isCut: Bool = false, page: Int = 1) {
        let (text, encoding) = TextEncoding.detectAndDecode(bytes)
        let limit = Self.lineLimit(page: page)
        let lines = Self.lines(of: text, isCut: isCut, limit: limit)
        let font = Self.ideographFont(lines, encoding)
        if let table = SeparatedValues(text, isCut: isCut, rowLimit: limit) {
            name = "csv"
            suffix = "fods"
            contents = table.document(ideographs: font)
        } else {
            name = "txt"
            suffix = "fodt"
            contents = Self.document(lines, ideographs: font)
        }
    }

    /// Up to `limit` lines of `text`, without the last one where the text was cut in it.
    private static func lines(of text: String, isCut: Bool, limit: Int) -> [Substring] {
        // A line feed, a return, both together, or a form feed end a line.
        var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        if isCut && lines.count > 1 { lines.removeLast() }
        return Array(lines.prefix(limit))
    }

    private static func document(_ lines: [Substring], ideographs: String) -> String {
        let paragraphs = lines.map { "<text:p text:style-name=\"T\">\(FlatODF.markup($0))</text:p>" }
        return FlatODF.document(
            .text,
            styles: styles(ideographs: ideographs),
            body: "<office:text>\(paragraphs.joined())</office:text>"
        )
    }

    /// Chinese, Japanese and Korean write the same character differently.
    private static func ideographFont(_ lines: [Substring], _ encoding: String) -> String {
        func has(_ range: ClosedRange<UInt32>) -> Bool {
            lines.contains { $0.unicodeScalars.contains { range ~= $0.value } }
        }
        if encoding == "BIG5" { return "Noto Sans Mono CJK TC" }
        if has(0x3041...0x30FA) { return "Noto Sans Mono CJK JP" }
        if has(0xAC00...0xD7A3) { return "Noto Sans Mono CJK KR" }
        return "Noto Sans Mono CJK SC"
    }

    private static func styles(ideographs: String) -> String {
        """
        \(FlatODF.fontFaces(["Liberation Mono", ideographs, "DejaVu Sans Mono"]))\
        <office:styles><style:style style:name="T" style:family="paragraph"><style:paragraph-properties \
        fo:margin-top="0cm" fo:margin-bottom="0cm" style:tab-stop-distance="1.69cm" \
        style:writing-mode="page"/><style:text-properties style:font-name="Liberation Mono" fo:font-size="10pt" \
        style:font-name-asian="\(ideographs)" style:font-size-asian="10pt" \
        style:font-name-complex="DejaVu Sans Mono" style:font-size-complex="10pt"/></style:style></office:styles>\
        <office:automatic-styles><style:page-layout style:name="P"><style:page-layout-properties \
        fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm"/></style:page-layout>\
        </office:automatic-styles><office:master-styles><style:master-page style:name="Standard" \
        style:page-layout-name="P"/></office:master-styles>
        """
    }
}
