// SPDX-License-Identifier: Apache-2.0

import CPDFium
import Model
import RenderProtocol

extension Page {
    /// How deep forms may lie in each other; PDFium draws nothing below that either.
    private static let depthLimit = 32

    /// Refuses a page with a picture of more pixels than are allowed, by what the file says of it; nothing is decoded.
    ///
    /// - Throws: ``Failure``, `limitExceeded`.
    func checkPictures(within limits: RenderLimits) throws(Failure) {
        let count = unsafe max(0, FPDFPage_CountObjects(pointer))
        for index in 0..<count {
            try unsafe Self.check(FPDFPage_GetObject(pointer, index), limits, depth: 0)
        }
    }

    @unsafe
    private static func check(_ object: FPDF_PAGEOBJECT?, _ limits: RenderLimits, depth: Int) throws(Failure) {
        guard let object = unsafe object else { return }
        switch unsafe FPDFPageObj_GetType(object) {
        case FPDF_PAGEOBJ_IMAGE:
            var (width, height): (CUnsignedInt, CUnsignedInt) = (0, 0)
            guard unsafe FPDFImageObj_GetImagePixelSize(object, &width, &height) != 0 else { return }
            // The product of two such sides cannot overflow.
            guard UInt64(width) * UInt64(height) <= UInt64(max(0, limits.pixels)) else {
                throw .tooManyPixels(inside: PixelSize(width: Int(width), height: Int(height)), limits)
            }
        case FPDF_PAGEOBJ_FORM where depth < depthLimit:
            let count = unsafe max(0, FPDFFormObj_CountObjects(object))
            for index in 0..<count {
                try unsafe check(FPDFFormObj_GetObject(object, CUnsignedLong(index)), limits, depth: depth + 1)
            }
        default: return
        }
    }
}
