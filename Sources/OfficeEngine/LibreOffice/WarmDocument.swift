// SPDX-License-Identifier: Apache-2.0

/// Documents that a zygote opens before its first job, so that the modules and fonts they need are in memory.
///
/// What a child has to load for the first time it pays for at each job.
struct WarmDocument {
    /// The suffix of flat ODF of its kind.
    var suffix: String
    var text: String
    /// Suffixes of the formats that it is also saved in and opened from: each has a filter of its own.
    var formats: [String]

    /// A small document of each kind.
    static let all = [
        WarmDocument(
            suffix: "fodt",
            text: FlatODF.document(.text, body: "<office:text>\(paragraphs)<text:p>\(picture)</text:p></office:text>"),
            formats: ["docx", "doc", "odt"]
        ),
        WarmDocument(
            suffix: "fods",
            text: FlatODF.document(.spreadsheet, body: spreadsheet),
            formats: ["xlsx", "xls", "ods"]
        ),
        WarmDocument(
            suffix: "fodp",
            text: FlatODF.document(.presentation, body: presentation),
            formats: ["pptx", "ppt", "odp"]
        ),
    ]

    /// A PNG of one pixel.
    private static let picture = """
        <draw:frame svg:width="1cm" svg:height="1cm"><draw:image><office:binary-data>iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAA\
        CQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC</office:binary-data></draw:image></draw:frame>
        """

    private static let scripts = ["Warm", "\u{6696}\u{623F}", "\u{62F}\u{627}\u{641}\u{626}", "\u{1F600}"]
    private static let paragraphs = scripts.map { "<text:p>\($0)</text:p>" }.joined()

    private static let spreadsheet = """
        <office:spreadsheet><table:table table:name="A"><table:shapes>\(picture)</table:shapes><table:table-row><table:table-cell \
        office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell><table:table-cell \
        table:formula="of:=[.A1]+1" office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>\
        </table:table-row></table:table></office:spreadsheet>
        """

    private static let presentation = """
        <office:presentation><draw:page draw:name="A" draw:master-page-name=""><draw:frame svg:width="10cm" \
        svg:height="2cm" svg:x="1cm" svg:y="1cm"><draw:text-box>\(paragraphs)</draw:text-box></draw:frame><draw:rect \
        svg:width="2cm" svg:height="2cm" svg:x="1cm" svg:y="5cm"/>\(picture)</draw:page></office:presentation>
        """
}
