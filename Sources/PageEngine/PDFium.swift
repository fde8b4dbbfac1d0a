// SPDX-License-Identifier: Apache-2.0

import CPDFium

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

    /// Lets the library find the installed fonts, which it otherwise does at the first font that a document does not
    /// bring along: some 300 files are read.
    static func findFonts() {
        guard isReady else { return }
        _ = unsafe Array(fontSeeker.utf8).withUnsafeBytes { bytes in
            guard let document = unsafe FPDF_LoadMemDocument64(bytes.baseAddress, bytes.count, nil) else { return }
            if let page = unsafe FPDF_LoadPage(document, 0) { unsafe FPDF_ClosePage(page) }
            unsafe FPDF_CloseDocument(document)
        }
    }

    /// A page of one letter in a font that is not embedded, and that setup installs.
    ///
    /// A font that is nowhere would do as well, but PDFium then bends its own one, which it goes on to use.
    private static let fontSeeker = """
        %PDF-1.4
        1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
        2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
        3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>> endobj
        4 0 obj <</Type/Font/Subtype/TrueType/BaseFont/DejaVuSans/Encoding/WinAnsiEncoding>> endobj
        5 0 obj <</Length 20>> stream
        BT /F 9 Tf (a) Tj ET
        endstream endobj
        trailer <</Root 1 0 R>>
        %%EOF
        """
}
