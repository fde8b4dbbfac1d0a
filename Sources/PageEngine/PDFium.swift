// SPDX-License-Identifier: Apache-2.0

import CPDFium
import Model
import PixelImage
import RenderProtocol

/// The library as a whole.
enum PDFium {
    /// The version of PDFium that setup unpacks: the library itself does not tell one.
    static let version = "159.0.8149 (pypdfium2 5.15.2, without V8 and XFA)  BSD-3-Clause"

    /// Prepares the library, the first time that it is read.
    ///
    /// It is never given back: the process ends with it.
    static let isReady: Bool = {
        var configuration = unsafe FPDF_LIBRARY_CONFIG()
        unsafe configuration.version = 2
        unsafe FPDF_InitLibraryWithConfig(&configuration)
        return true
    }()

    /// Draws a page for nobody, before the first one that counts.
    ///
    /// With the first font that a document does not bring along, the library looks for the installed ones: some 300 files
    /// are read. Its own fonts, its tables and the encoder are ready then, too.
    static func rehearse() {
        guard isReady else { return }
        let limits = RenderLimits()
        _ = unsafe Array(rehearsal.utf8).withUnsafeBytes { bytes in
            guard let document = unsafe FPDF_LoadMemDocument64(bytes.baseAddress, bytes.count, nil) else { return }
            defer { unsafe FPDF_CloseDocument(document) }
            guard let page = unsafe Page(0, of: document, form: nil),
                let raster = try? page.raster(.longSide(9), within: limits),
                let encoder = try? PictureEncoder(
                    format: .jpeg,
                    subject: .page,
                    pixelLimit: limits.pixels,
                    byteLimit: limits.pictureBytes
                )
            else { return }
            _ = try? encoder.encode(raster)
        }
    }

    /// A page of letters in fonts that are not embedded: one that setup installs, and the usual ones of the library's own.
    ///
    /// A font that is nowhere would do to find the others, but PDFium then bends its own one, which it goes on to use.
    private static let rehearsal = """
        %PDF-1.4
        1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
        2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
        3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F 4 0 R/H 5 0 R/T 6 0 R>>>>/Contents 7 0 R>>
        endobj
        4 0 obj <</Type/Font/Subtype/TrueType/BaseFont/DejaVuSans/Encoding/WinAnsiEncoding>> endobj
        5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj
        6 0 obj <</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>> endobj
        7 0 obj <</Length 64>> stream
        BT /F 9 Tf (a) Tj /H 9 Tf (a) Tj /T 9 Tf (a) Tj ET 0 0 m 9 9 l S
        endstream endobj
        trailer <</Root 1 0 R>>
        %%EOF
        """
}
