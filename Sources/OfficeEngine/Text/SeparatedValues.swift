// SPDX-License-Identifier: Apache-2.0

/// A table as text: a record of values for each row (RFC 4180).
struct SeparatedValues {
    /// Records that tell whether it is one.
    private static let probeLimit = 50
    /// Most columns that are kept: what lies further to the right is pages away.
    private static let columnLimit = 256

    /// Most characters of a value: with more of them a row could be higher than a page.
    private static let valueLimit = 600

    /// The comma comes last: numbers have one in many countries, where another character separates them.
    private static let separators: [Character] = ["\t", ";", "|", ","]

    /// The values as they are written, without their quotes.
    let rows: [[String]]

    /// Takes `text` as a table of up to `rowLimit` rows; fails when it is none.
    ///
    /// - Parameter isCut: Whether more follows, so that the last record may be a part of one.
    init?(_ text: String, isCut: Bool, rowLimit: Int) {
        for separator in Self.separators {
            let probe = Self.records(of: text, separator, isCut: isCut, limit: Self.probeLimit)
            guard let probe, Self.isTable(probe, separator) else { continue }
            rows = Self.records(of: text, separator, isCut: isCut, limit: rowLimit) ?? probe
            return
        }
        return nil
    }

    /// Whether `records` are rows of one table: three of two columns, or two of more.
    ///
    /// The first one has all columns, as a header has. Of more than two columns the last ones may be missing in fewer
    /// than half of the rows.
    private static func isTable(_ records: [[String]], _ separator: Character) -> Bool {
        let columns = records.first?.count ?? 0
        guard columns >= 2, records.allSatisfy({ 2...columns ~= $0.count }) else { return false }
        let isFull = records.allSatisfy { $0.count == columns }
        // Sentences have a comma here and there as well, and a space after it.
        let isProse = separator == "," && records.allSatisfy { $0.dropFirst().allSatisfy { $0.first == " " } }
        if isFull && columns > 2 { return records.count >= 2 }
        guard records.count >= 3, !isProse else { return false }
        return isFull || columns > 2 && records.count(where: { $0.count == columns }) * 2 > records.count
    }

    /// Up to `limit` records of `text` that are not blank; `nil` when a quoted value does not end in it.
    private static func records(
        of text: String,
        _ separator: Character,
        isCut: Bool,
        limit: Int
    ) -> [[String]]? {
        var records: [[String]] = []
        var record = RecordReader(separator: separator)
        for character in text {
            if record.take(character) { continue }
            if !record.isBlank { records.append(record.cells) }
            guard records.count < limit else { return records }
            record = RecordReader(separator: separator)
        }
        guard !isCut else { return records }
        guard !record.isWithinQuotes else { return nil }
        return record.isBlank ? records : records + [record.cells]
    }

    /// The table as a spreadsheet with columns as wide as what they hold.
    func document(ideographs: String) -> String {
        let count = min(rows.map(\.count).max() ?? 1, Self.columnLimit)
        let fonts = ["Liberation Sans", ideographs, "Noto Sans Arabic"]
        let columns = (0..<count).map { "<table:table-column table:style-name=\"C\($0)\"/>" }
        let lines = rows.map { row in
            "<table:table-row>\(row.prefix(count).map(Self.cell).joined())</table:table-row>"
        }
        return FlatODF.document(
            .spreadsheet,
            styles: """
                \(FlatODF.fontFaces(fonts))<office:styles><style:default-style style:family="table-cell">\
                <style:text-properties style:font-name="\(fonts[0])" fo:font-size="10pt" \
                style:font-name-asian="\(fonts[1])" style:font-size-asian="10pt" \
                style:font-name-complex="\(fonts[2])" style:font-size-complex="10pt"/></style:default-style>\
                </office:styles><office:automatic-styles>\(columnStyles(count))\
                \(Self.cellStyle("T", alignment: "start"))\(Self.cellStyle("N", alignment: "end"))\
                <style:style style:name="S" style:family="table" style:master-page-name="M"/>\
                <style:page-layout style:name="P"><style:page-layout-properties fo:page-width="21cm" \
                fo:page-height="29.7cm" fo:margin="2cm"/></style:page-layout></office:automatic-styles>\
                <office:master-styles><style:master-page style:name="M" style:page-layout-name="P"/>\
                </office:master-styles>
                """,
            body: """
                <office:spreadsheet><table:table table:name="1" table:style-name="S">\(columns.joined())\
                \(lines.joined())</table:table></office:spreadsheet>
                """
        )
    }

    private func columnStyles(_ count: Int) -> String {
        let styles = (0..<count).map { column in
            let width = ColumnWidth(of: rows.lazy.filter { column < $0.count }.map { $0[column] })
            return """
                <style:style style:name="C\(column)" style:family="table-column"><style:table-column-properties \
                style:column-width="\(width.points)pt"/></style:style>
                """
        }
        return styles.joined()
    }

    private static func cellStyle(_ name: String, alignment: String) -> String {
        """
        <style:style style:name="\(name)" style:family="table-cell"><style:table-cell-properties \
        style:text-align-source="fix" style:vertical-align="top" fo:wrap-option="wrap" \
        fo:padding-left="3pt" fo:padding-right="3pt" fo:padding-top="1pt" fo:padding-bottom="1pt"/>\
        <style:paragraph-properties fo:text-align="\(alignment)"/></style:style>
        """
    }

    /// A cell that shows `value` as it is written: as a number it would lose zeros and digits.
    private static func cell(_ value: String) -> String {
        guard !value.isEmpty else { return "<table:table-cell/>" }
        let shown = value.count > valueLimit ? value.prefix(valueLimit) + "\u{2026}" : value[...]
        let lines = shown.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let text = lines.map { "<text:p>\(FlatODF.markup($0))</text:p>" }.joined()
        let style = isNumber(value) ? "N" : "T"
        return """
            <table:table-cell table:style-name="\(style)" office:value-type="string">\(text)</table:table-cell>
            """
    }

    /// Whether `value` looks like a number, which stands at the right: digits with points or commas, perhaps signed.
    private static func isNumber(_ value: String) -> Bool {
        let digits = value.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        return value.utf8.count - digits.count <= 1 && digits.contains { 0x30...0x39 ~= $0 }
            && digits.allSatisfy { 0x30...0x39 ~= $0 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
    }
}
