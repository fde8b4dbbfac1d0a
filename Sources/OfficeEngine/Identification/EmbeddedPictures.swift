// SPDX-License-Identifier: Apache-2.0

import Archives
import FoundationEssentials
import Model
import RenderProtocol

/// The pictures in a document, by what their headers say: LibreOffice decodes them whole, whatever their size.
enum EmbeddedPictures {
    /// Bytes of each entry that are looked at: the header of a JPEG may stand behind a profile and a preview.
    private static let headSize = 64 << 10

    /// Refuses a document with a picture of more pixels than are allowed, in a format whose header is known here.
    ///
    /// - Throws: ``Failure``, `limitExceeded`.
    static func check(_ archive: borrowing Archive, within limits: RenderLimits) throws(Failure) {
        try archive.eachBeginning(of: headSize, where: isNoText) { path, head throws(Failure) in
            guard let size = size(of: head) else { return }
            let (pixels, overflow) = Int64(size.width).multipliedReportingOverflow(by: Int64(size.height))
            guard !overflow, pixels <= limits.pixels else { throw .tooManyPixels(path, size, limits) }
        }
    }

    /// Parts of text are most of a document, and no pictures.
    private static func isNoText(_ path: String) -> Bool {
        ![".xml", ".rels", ".vml", ".rdf", ".txt"].contains { path.hasSuffix($0) } && path != "mimetype"
    }

    private static func size(of head: Data) -> PixelSize? {
        if head.starts(with: [0xFF, 0xD8, 0xFF]) { return PictureFormat.jpeg.size(of: head) }
        if head.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return PictureFormat.png.size(of: head) }
        func number(_ offset: Int, _ count: Int) -> Int {
            guard head.count >= offset + count else { return 0 }
            return head[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        if head.starts(with: "GIF8".utf8) { return PixelSize(width: number(6, 2), height: number(8, 2)) }
        // BITMAPINFOHEADER: a negative height counts from the top.
        if head.starts(with: "BM".utf8), number(14, 4) >= 40 {
            let height = Int(Int32(truncatingIfNeeded: number(22, 4)).magnitude)
            return PixelSize(width: number(18, 4), height: height)
        }
        return nil
    }
}
