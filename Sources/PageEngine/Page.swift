// SPDX-License-Identifier: Apache-2.0

import CPDFium
import Model
import PixelImage
import RenderProtocol

/// An open page.
@safe
struct Page: ~Copyable {
    let pointer: FPDF_PAGE
    private let form: FormEnvironment?

    /// Opens the page at `index`, counted from 0; fails when it cannot be read.
    ///
    /// The document must outlive it.
    @unsafe
    init?(_ index: Int, of document: FPDF_DOCUMENT, form: FormEnvironment?) {
        guard let pointer = unsafe FPDF_LoadPage(document, CInt(index)) else { return nil }
        unsafe form?.opened(pointer)
        unsafe self.pointer = pointer
        self.form = form
    }

    deinit {
        unsafe form?.closing(pointer)
        unsafe FPDF_ClosePage(pointer)
    }

    /// The page in `shape`, on white, drawn at its own size.
    ///
    /// - Throws: ``Failure``: `limitExceeded` when it has too many pixels, `damagedMedia` when the page has no size.
    func raster(_ shape: PictureShape, within limits: RenderLimits) throws(Failure) -> Raster {
        let geometry = try size().geometry(shape)
        let drawn = geometry.drawn
        try check(drawn, limits)
        var bytes = [UInt8](repeating: 0xFF, count: 4 * drawn.width * drawn.height)
        guard draw(into: &bytes, drawn, whole: geometry.scaled) else { throw .drawing("FPDFBitmap_CreateEx") }
        guard let raster = Raster(size: drawn, bytes: bytes, isOpaque: true) else { throw .drawing("Raster") }
        guard drawn != geometry.canvas else { return raster }
        try check(geometry.canvas, limits)
        return raster.framed(in: geometry.canvas, color: shape.color)
    }

    /// The size in pixels, each way, of the whole page as the largest of `shapes` draws it.
    func sizeDrawn(for shapes: [PictureShape]) throws(Failure) -> PixelSize {
        let size = try size()
        let drawn = shapes.map { size.geometry($0).scaled }
        return PixelSize(width: drawn.map(\.width).max() ?? 1, height: drawn.map(\.height).max() ?? 1)
    }

    private func size() throws(Failure) -> PageSize {
        let (width, height) = unsafe (FPDF_GetPageWidthF(pointer), FPDF_GetPageHeightF(pointer))
        guard let size = PageSize(width: Double(width), height: Double(height)) else {
            throw .damaged("a page of \(width) by \(height)")
        }
        return size
    }

    private func check(_ size: PixelSize, _ limits: RenderLimits) throws(Failure) {
        // The product of two such sides cannot overflow.
        let sides = 1...PictureEncoder.sideLimit
        guard sides ~= size.width, sides ~= size.height, Int64(size.width * size.height) <= limits.pixels
        else { throw .tooManyPixels(size, limits) }
    }

    /// Draws the middle of the page, as much as `size` takes of its `whole` size.
    private func draw(into bytes: inout [UInt8], _ size: PixelSize, whole: PixelSize) -> Bool {
        let width = Self.length(whole.width)
        let height = Self.length(whole.height)
        let x = (CInt(size.width) - width) / 2
        let y = (CInt(size.height) - height) / 2
        let flags = FPDF_ANNOT | FPDF_REVERSE_BYTE_ORDER
        let isDrawn = unsafe bytes.withUnsafeMutableBytes { bytes in
            unsafe Self.withBitmap(bytes, size) { bitmap in
                unsafe FPDF_RenderPageBitmap(bitmap, pointer, x, y, width, height, 0, flags)
                unsafe form?.draw(pointer, into: bitmap, x: x, y: y, width: width, height: height, flags: flags)
            }
        }
        // What PDFium leaves in the fourth byte is not defined.
        unsafe bytes.withUnsafeMutableBytes { bytes in
            let words = unsafe bytes.assumingMemoryBound(to: UInt32.self)
            for index in words.indices { unsafe words[index] |= UInt32(0xFF00_0000).littleEndian }
        }
        return isDrawn
    }

    /// Lends PDFium `bytes`, which are four for each pixel of a picture of `size`.
    ///
    /// - Returns: Whether it took them.
    @unsafe
    static func withBitmap(
        _ bytes: UnsafeMutableRawBufferPointer,
        _ size: PixelSize,
        _ body: (FPDF_BITMAP) -> Void
    ) -> Bool {
        let (width, height, stride) = (CInt(size.width), CInt(size.height), CInt(4 * size.width))
        guard
            let bitmap = unsafe FPDFBitmap_CreateEx(width, height, FPDFBitmap_BGRx, bytes.baseAddress, stride)
        else { return false }
        unsafe body(bitmap)
        unsafe FPDFBitmap_Destroy(bitmap)
        return true
    }

    /// A side as PDFium takes it.
    ///
    /// A page that is cut to its middle may be drawn at a size beyond all measure: what is so long and narrow looks the
    /// same when it is a little shorter.
    private static func length(_ side: Int) -> CInt {
        CInt(min(side, 1 << 30))
    }
}

extension PictureGeometry {
    /// The part of the scaled page that lies within the canvas.
    fileprivate var drawn: PixelSize {
        PixelSize(width: min(scaled.width, canvas.width), height: min(scaled.height, canvas.height))
    }
}
