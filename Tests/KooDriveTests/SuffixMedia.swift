// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// Files of every kind that KooDrive names: each shows a green field.
enum SuffixMedia {
    /// The color of the field.
    static let green = [0x00, 0xA0, 0x00]

    /// A file with that suffix, made by what the table says.
    ///
    /// Blocks: use it within ``blocking(_:)``.
    static func file(_ suffix: Suffix) throws -> Data {
        switch suffix.source {
        case .ffmpeg(let options): try video(suffix.name, options)
        case .office(let kind, let filter): try document(kind, suffix.name, filter)
        case .renamed(let other):
            try file(Suffix.all.first { $0.name == other } ?? suffix)
        case .corpus(let name): try Data(contentsOf: URL(filePath: "\(CorpusFile.folder)/\(name)"))
        case .page: SurfaceMedia.page()
        case .none(let reason): throw ServerTrouble(description: reason)
        }
    }

    private static func video(_ suffix: String, _ options: [String]) throws -> Data {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/clip.\(suffix)"
        let source = ["-f", "lavfi", "-i", "color=c=0x00A000:size=352x288:duration=1:rate=25"]
        try maker.ffmpeg(source + ["-frames:v", "25"] + options + [path])
        return try withExtendedLifetime(maker) { try Data(contentsOf: URL(filePath: path)) }
    }

    /// One conversion at a time: they share a profile, which takes seconds to make.
    private static let office = Result { try Office() }

    private static func document(_ kind: Suffix.OfficeKind, _ suffix: String, _ filter: String) throws -> Data {
        try office.get().convert(source(kind), of: kind, to: suffix, filter)
    }

    /// A text, a sheet or a slide as flat OpenDocument.
    private static func source(_ kind: Suffix.OfficeKind) -> Data {
        let names = ["text": "text", "sheet": "spreadsheet", "slide": "presentation"]
        let spaces = [
            "office:office", "style:style", "text:text", "table:table", "draw:drawing", "fo:xsl-fo-compatible",
            "svg:svg-compatible",
        ]
        let declared = spaces.map { space in
            let parts = space.split(separator: ":")
            return "xmlns:\(parts[0])=\"urn:oasis:names:tc:opendocument:xmlns:\(parts[1]):1.0\""
        }
        let type = "application/vnd.oasis.opendocument.\(names[kind.rawValue] ?? "")"
        let body = [Suffix.OfficeKind.text: text, .sheet: sheet, .slide: slide][kind] ?? ""
        let head =
            "<office:document \(declared.joined(separator: " ")) office:version=\"1.3\" office:mimetype=\"\(type)\">"
        return Data("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\(head)\(body)</office:document>".utf8)
    }

    private static let text = """
        <office:automatic-styles><style:style style:name="P" style:family="paragraph">\
        <style:paragraph-properties fo:background-color="#00a000"/>\
        <style:text-properties fo:font-size="60pt"/></style:style></office:automatic-styles>\
        <office:body><office:text><text:p text:style-name="P">Green</text:p><text:p>text</text:p>\
        </office:text></office:body>
        """

    private static let sheet = """
        <office:automatic-styles><style:style style:name="R" style:family="table-row">\
        <style:table-row-properties style:row-height="4cm" style:use-optimal-row-height="false"/>\
        </style:style>\
        <style:style style:name="C" style:family="table-cell" style:data-style-name="N0">\
        <style:table-cell-properties fo:background-color="#00a000"/></style:style>\
        </office:automatic-styles><office:body><office:spreadsheet><table:table table:name="S">\
        <table:table-column table:number-columns-repeated="4"/>\
        <table:table-row table:style-name="R">\
        <table:table-cell table:style-name="C" office:value-type="string"><text:p>Green</text:p>\
        </table:table-cell>\
        <table:table-cell table:style-name="C" office:value-type="float" office:value="42">\
        <text:p>42</text:p></table:table-cell></table:table-row></table:table>\
        </office:spreadsheet></office:body>
        """

    private static let slide = """
        <office:automatic-styles><style:style style:name="G" style:family="graphic">\
        <style:graphic-properties draw:fill="solid" draw:fill-color="#00a000"/></style:style>\
        <style:page-layout style:name="L">\
        <style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/>\
        </style:page-layout></office:automatic-styles><office:master-styles>\
        <style:master-page style:name="M" style:page-layout-name="L"/></office:master-styles>\
        <office:body><office:presentation><draw:page draw:name="p" draw:master-page-name="M">\
        <draw:rect draw:style-name="G" svg:x="2cm" svg:y="2cm" svg:width="20cm" svg:height="10cm">\
        <text:p>Green</text:p></draw:rect></draw:page></office:presentation></office:body>
        """
}

/// LibreOffice on the command line, with a profile of its own that goes with the process.
private final class Office: Sendable {
    private let maker: ClipMaker
    private let lock = NSLock()

    init() throws { maker = try ClipMaker() }

    /// Converts one document.
    func convert(_ source: Data, of kind: Suffix.OfficeKind, to suffix: String, _ filter: String) throws -> Data {
        try lock.withLock {
            let name = [Suffix.OfficeKind.text: "fodt", .sheet: "fods", .slide: "fodp"][kind] ?? ""
            let input = try maker.file("green.\(name)", source)
            try Program.run([
                "soffice", "-env:UserInstallation=file://\(maker.directory)/profile", "--headless", "--convert-to",
                "\(suffix):\(filter)", "--outdir", maker.directory, input,
            ])
            return try Data(contentsOf: URL(filePath: "\(maker.directory)/green.\(suffix)"))
        }
    }
}
