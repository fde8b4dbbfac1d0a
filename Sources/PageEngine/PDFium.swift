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
}
