// SPDX-License-Identifier: Apache-2.0

import CPDFium
import Glibc
package import Model
package import PixelImage
package import RenderKit
package import RenderProtocol

/// An open PDF.
@safe
package struct PageDocument: ~Copyable {
    /// The file, which PDFium reads as long as the document is open.
    private let file: PDFFile
    private let document: FPDF_DOCUMENT
    private let form: FormEnvironment?
    /// How many pages there are; 0 is possible.
    package let pageCount: Int

    /// Opens `source`.
    ///
    /// - Throws: ``Failure``: `encryptedMedia` when the empty password does not open it, `damagedMedia`,
    ///   `unsupportedMedia`, `limitExceeded` when the file does not fit into the address space.
    package init(opening source: borrowing ByteSource, within limits: RenderLimits) throws(Failure) {
        guard source.size > 0 else { throw .empty }
        guard PDFium.isReady, let mapped = source.mapped() else { throw .mapping(errno, limits) }
        let file = PDFFile(mapped)
        guard let document = unsafe file.open() else {
            throw .opening(FPDF_GetLastError(), claimsToBePDF: Self.claimsToBePDF(file))
        }
        self.file = file
        unsafe self.document = document
        unsafe form = FormEnvironment(of: document)
        unsafe pageCount = max(0, Int(FPDF_GetPageCount(document)))
    }

    deinit {
        form?.close()
        unsafe FPDF_CloseDocument(document)
    }

    /// Whether the file says that it is a PDF: within its first 1024 bytes, as readers accept it (ISO 32000-1,
    /// annex H.3, note 13).
    private static func claimsToBePDF(_ file: PDFFile) -> Bool {
        let start = unsafe Array(file.bytes.prefix(1024))
        let mark = Array("%PDF".utf8)
        return start.indices.contains { start[$0...].starts(with: mark) }
    }

    /// Hands each of the pictures that `spec` asks for to `body` as soon as it is made, in the order of the shapes.
    ///
    /// - Throws: ``Failure`` when not all could be made, or what `body` throws.
    package func eachPicture(
        _ spec: ThumbnailSpec,
        within limits: RenderLimits,
        _ body: (EncodedPicture) throws(Failure) -> Void
    ) throws(Failure) {
        guard spec.format == .jpeg || spec.format == .png else { throw .format(spec.format) }
        let encoder = try encoding { () throws(PictureError) in
            try PictureEncoder(
                format: spec.format,
                subject: .page,
                pixelLimit: limits.pixels,
                byteLimit: limits.pictureBytes
            )
        }
        try withPage(spec.page) { page throws(Failure) in
            try page.checkPictures(within: limits)
            page.reduceScan(for: spec.shapes, of: file, limit: limits.pixels)
            for shape in spec.shapes {
                let raster = try page.raster(shape, within: limits)
                try body(encoding { () throws(PictureError) in try encoder.encode(raster) })
            }
        }
    }

    /// Calls `body`, and tells its error as a failure.
    private func encoding<Result: ~Copyable>(
        _ body: () throws(PictureError) -> Result
    ) throws(Failure) -> Result {
        do throws(PictureError) {
            return try body()
        } catch {
            throw Failure(error)
        }
    }

    /// Lends the page `number`, counted from 1; past the last one the last one.
    ///
    /// - Throws: ``Failure`` when there is none or it cannot be read, or what `body` throws.
    func withPage<Result>(
        _ number: Int,
        _ body: (borrowing Page) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard pageCount > 0 else { throw .withoutPages }
        let index = min(max(1, number), pageCount) - 1
        guard let page = unsafe Page(index, of: document, form: form) else {
            throw .damaged("FPDF_LoadPage: page \(index + 1)")
        }
        return try body(page)
    }
}
