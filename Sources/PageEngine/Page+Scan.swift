// SPDX-License-Identifier: Apache-2.0

import CPDFium
import Model
import PixelImage

extension Page {
    /// How many times larger each way than drawn a picture has to be for a reduced decode to be worth it.
    private static let reduction = 2

    /// Most objects of a page that are looked through.
    private static let objectLimit = 20_000

    /// Has PDFium draw the picture of a scanned page from a decode that is not much larger than the page is drawn.
    ///
    /// PDFium decodes each JPEG in full, which on such a page is nearly all there is to do. A page counts as scanned when
    /// it has one picture and nothing else but text. Where anything about the picture is not as plain as can be, it stays
    /// as it is.
    ///
    /// - Parameters:
    ///   - shapes: What will be drawn.
    ///   - limit: The most pixels that the picture may have.
    func reduceScan(for shapes: [PictureShape], of file: PDFFile, limit: Int64) {
        guard let size = try? sizeDrawn(for: shapes), let image = unsafe onlyImage(),
            let stored = unsafe Self.pixels(of: image), let drawn = unsafe drawnSize(of: image, pageSize: size)
        else { return }
        // Where it is the whole page pixel for pixel, PDFium need not scale it; elsewhere it has some more to choose from.
        let isPage = shapes.count == 1 && (drawn == size || drawn == size.transposed)
        let wanted = isPage ? drawn : PixelSize(width: 3 * drawn.width / 2, height: 3 * drawn.height / 2)
        guard stored.width / Self.reduction >= wanted.width, stored.height / Self.reduction >= wanted.height,
            let place = unsafe Self.data(of: image, in: file),
            let stream = unsafe JPEGStream(before: place.lowerBound, in: file.bytes),
            let picture = unsafe Self.decode(file.bytes[place], atLeast: wanted, limit: limit),
            picture.isWhole, picture.stored == stored, picture.isGrey == stream.isGrey
        else { return }
        unsafe replace(image, by: isPage ? picture.raster.scaled(to: drawn) : picture.raster)
    }

    /// The picture of a page that has but one, and text.
    @unsafe
    private func onlyImage() -> FPDF_PAGEOBJECT? {
        let count = unsafe FPDFPage_CountObjects(pointer)
        guard (1...Self.objectLimit).contains(Int(count)) else { return nil }
        var found: FPDF_PAGEOBJECT?
        for index in 0..<count {
            guard let object = unsafe FPDFPage_GetObject(pointer, index) else { return nil }
            switch unsafe FPDFPageObj_GetType(object) {
            case FPDF_PAGEOBJ_TEXT: continue
            case FPDF_PAGEOBJ_IMAGE where unsafe found == nil: unsafe found = object
            default: return nil
            }
        }
        return unsafe found
    }

    /// The size that its dictionary tells.
    @unsafe
    private static func pixels(of image: FPDF_PAGEOBJECT) -> PixelSize? {
        var (width, height): (CUnsignedInt, CUnsignedInt) = (0, 0)
        guard unsafe FPDFImageObj_GetImagePixelSize(image, &width, &height) != 0, width > 0, height > 0 else {
            return nil
        }
        return PixelSize(width: Int(width), height: Int(height))
    }

    /// In how many pixels each way the picture is drawn, however it is turned.
    @unsafe
    private func drawnSize(of image: FPDF_PAGEOBJECT, pageSize: PixelSize) -> PixelSize? {
        var matrix = FS_MATRIX()
        let (width, height) = unsafe (FPDF_GetPageWidthF(pointer), FPDF_GetPageHeightF(pointer))
        guard unsafe FPDFPageObj_GetMatrix(image, &matrix) != 0, width > 0, height > 0 else { return nil }
        let isTurned = unsafe FPDFPage_GetRotation(pointer) % 2 == 1
        let (ofWidth, ofHeight) = (Float(pageSize.width) / width, Float(pageSize.height) / height)
        let (x, y) = isTurned ? (ofHeight, ofWidth) : (ofWidth, ofHeight)
        let across = Self.side(matrix.a * x, matrix.b * y)
        let down = Self.side(matrix.c * x, matrix.d * y)
        let sides: ClosedRange<Float> = 1...Float(PictureEncoder.sideLimit)
        guard sides ~= across, sides ~= down else { return nil }
        return PixelSize(width: Int(across), height: Int(down))
    }

    /// The length of a side in whole pixels, where a hundredth is none.
    private static func side(_ x: Float, _ y: Float) -> Float {
        ((x * x + y * y).squareRoot() - 0.01).rounded(.up)
    }

    /// Where the data of a picture with one filter lie in the PDF, as far as their size tells.
    ///
    /// PDFium has read them with the page, as one block. Data that it had to decrypt are no JPEG where they lie.
    @unsafe
    private static func data(of image: FPDF_PAGEOBJECT, in file: PDFFile) -> Range<Int>? {
        guard unsafe FPDFImageObj_GetImageFilterCount(image) == 1 else { return nil }
        return file.onlyBlock(of: unsafe Int(FPDFImageObj_GetImageDataRaw(image, nil, 0)))
    }

    private static func decode(
        _ bytes: Slice<UnsafeRawBufferPointer>,
        atLeast size: PixelSize,
        limit: Int64
    ) -> JPEGPicture? {
        unsafe UnsafeRawBufferPointer(rebasing: bytes).withMemoryRebound(to: UInt8.self) { file in
            try? JPEGDecoder().raster(of: unsafe file.span, atLeast: size, limit: limit)
        }
    }

    @unsafe
    private func replace(_ image: FPDF_PAGEOBJECT, by picture: consuming Raster) {
        let size = picture.size
        var raster = consume picture
        unsafe raster.bytes.withUnsafeMutableBytes { bytes in
            // PDFium has blue first.
            let words = unsafe bytes.assumingMemoryBound(to: UInt32.self)
            for index in words.indices {
                let word = unsafe words[index]
                unsafe words[index] = word & 0xFF00_FF00 | word << 16 & 0xFF_0000 | word >> 16 & 0xFF
            }
            _ = unsafe Self.withBitmap(bytes, size) { bitmap in
                var page: FPDF_PAGE? = unsafe pointer
                _ = unsafe FPDFImageObj_SetBitmap(&page, 1, image, bitmap)
            }
        }
    }
}
