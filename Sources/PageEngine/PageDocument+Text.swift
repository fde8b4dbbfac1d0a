// SPDX-License-Identifier: Apache-2.0

import CPDFium
import Model

extension PageDocument {
    /// The characters of the text of a page, counted from 1; none for a page that cannot be read.
    ///
    /// Control characters are left out: PDFium puts them between lines.
    package func characters(ofPage page: Int) -> Set<Unicode.Scalar> {
        let found = try? withPage(page) { page throws(Failure) in page.characters() }
        return found ?? []
    }
}

extension Page {
    fileprivate func characters() -> Set<Unicode.Scalar> {
        guard let text = unsafe FPDFText_LoadPage(pointer) else { return [] }
        defer { unsafe FPDFText_ClosePage(text) }
        let count = unsafe max(0, FPDFText_CountChars(text))
        // A character beyond the basic plane may come as a pair of surrogates, one after the other.
        var units: [UInt16] = []
        for index in 0..<count {
            let unit = unsafe FPDFText_GetUnicode(text, index)
            if let unit = UInt16(exactly: unit) {
                units.append(unit)
            } else if let scalar = Unicode.Scalar(unit) {
                units.append(contentsOf: String(scalar).utf16)
            }
        }
        let scalars = String(decoding: units, as: UTF16.self).unicodeScalars
        return Set(scalars.filter { $0.properties.generalCategory != .control })
    }
}
