// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model
import PageEngine
import PixelImage
import RenderKit
import RenderProtocol

/// One document on its way to pictures of one of its pages.
struct ThumbnailJob {
    let spec: ThumbnailSpec
    let file: WorkFile
    let limits: RenderLimits
    let loop: OfficeLoop

    func run(_ sink: any RenderSink) throws(Failure) -> RenderSummary {
        let pdf = FileManager.default.currentDirectoryPath + "/page.pdf"
        let pages = try printPage(to: pdf)
        guard let bytes = ByteSource(owning: unsafe open(pdf, O_RDONLY | O_CLOEXEC)) else {
            throw .internal("open: errno \(errno)")
        }
        let document = try PageDocument(opening: bytes, within: limits)
        // What was printed holds the page alone, or all of them up to the last one, which was wanted.
        var spec = spec
        spec.page = document.pageCount
        let fonts = FontReport(wanted: file.fonts, characters: document.characters(ofPage: spec.page))
        let told = MediaInfo.Document(
            pages: max(pages, document.pageCount),
            substitutedFonts: fonts.substitutions,
            missingGlyphs: fonts.missing.count
        )
        try sink.media(MediaInfo(container: file.format.name, document: told), owed: spec.shapes.count)
        var count = 0
        try document.eachPicture(spec, within: limits) { picture throws(Failure) in
            let size = picture.size
            try sink.picture(Picture(index: count, width: size.width, height: size.height), picture.bytes)
            count += 1
        }
        return RenderSummary(pictures: count, notes: [])
    }

    /// Writes a PDF whose last page is the one that is wanted.
    ///
    /// - Returns: How many pages the document has, as far as is known.
    private func printPage(to pdf: String) throws(Failure) -> Int {
        let document = try OfficeDocument(opening: file.path, in: loop)
        let page = max(1, spec.page)
        let isThere = document.export("\(page)", to: pdf)
        if !isThere { try printLastPage(of: document, to: pdf) }
        // Of a spreadsheet the parts would be its sheets.
        let pages = document.kind == .spreadsheet ? 0 : document.parts
        document.abandon()
        return isThere ? max(page, pages) : pages
    }

    /// Prints the last page where the one that is wanted lies past it.
    private func printLastPage(of document: borrowing OfficeDocument, to pdf: String) throws(Failure) {
        let pages = document.parts
        let isPast = 1..<max(1, spec.page) ~= pages
        if isPast, document.kind != .spreadsheet, document.export("\(pages)", to: pdf) { return }
        if document.export("1-", to: pdf) { return }
        // A spreadsheet with nothing in it prints nothing: it is shown as an empty sheet of paper.
        guard document.kind == .spreadsheet else { throw .damaged("no page was printed") }
        let path = FileManager.default.currentDirectoryPath + "/empty.fodt"
        do {
            try Data(TextDocument([]).contents.utf8).write(to: URL(filePath: path))
        } catch {
            throw .internal("write: \(error)")
        }
        let empty = try OfficeDocument(opening: path, in: loop)
        guard empty.export("1", to: pdf) else { throw .damaged("no page was printed") }
    }
}
