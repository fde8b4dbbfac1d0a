// SPDX-License-Identifier: Apache-2.0

import CPDFium

/// The interactive form of a document, which PDFium draws like a viewer that nobody touches: nothing is highlighted, no
/// action runs, and there is no JavaScript.
@safe
struct FormEnvironment {
    private let handle: FPDF_FORMHANDLE
    /// What PDFium may ask of the viewer, which is nothing; it is read until the form is closed.
    private let information: UnsafeMutablePointer<FPDF_FORMFILLINFO>

    /// Fails when the document has no form.
    @unsafe
    init?(of document: FPDF_DOCUMENT) {
        guard unsafe FPDF_GetFormType(document) != FORMTYPE_NONE else { return nil }
        let information = UnsafeMutablePointer<FPDF_FORMFILLINFO>.allocate(capacity: 1)
        unsafe information.initialize(to: FPDF_FORMFILLINFO())
        unsafe information.pointee.version = 1
        guard let handle = unsafe FPDFDOC_InitFormFillEnvironment(document, information) else {
            unsafe information.deallocate()
            return nil
        }
        unsafe self.handle = handle
        unsafe self.information = information
    }

    /// Ends the form, once, before its document is closed.
    func close() {
        unsafe FPDFDOC_ExitFormFillEnvironment(handle)
        unsafe information.deallocate()
    }

    /// Tells that `page` was opened.
    @unsafe
    func opened(_ page: FPDF_PAGE) {
        unsafe FORM_OnAfterLoadPage(page, handle)
    }

    /// Tells that `page` will be closed.
    @unsafe
    func closing(_ page: FPDF_PAGE) {
        unsafe FORM_OnBeforeClosePage(page, handle)
    }

    /// Draws the fields of `page`, which lies in `bitmap` at (`x`, `y`) in the given size.
    @unsafe
    func draw(
        _ page: FPDF_PAGE,
        into bitmap: FPDF_BITMAP,
        x: CInt,
        y: CInt,
        width: CInt,
        height: CInt,
        flags: CInt
    ) {
        unsafe FPDF_FFLDraw(handle, bitmap, page, x, y, width, height, 0, flags)
    }
}
