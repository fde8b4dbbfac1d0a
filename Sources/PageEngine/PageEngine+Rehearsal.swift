// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
package import RenderKit
import RenderProtocol

extension PageEngine {
    /// A page of text and lines beside a picture, and one that is a picture.
    ///
    /// With the first font that a document does not bring along, the library looks for the installed ones: some 300 files
    /// are read. Its own fonts, its tables and the encoder are ready then, too.
    package static var rehearsals: [Rehearsal] {
        guard let file = try? rehearsalFile() else { return [] }
        return [1, 2].map { page in
            Rehearsal(job: .thumbnails(ThumbnailSpec(shapes: [.longSide(32)], page: page)), file: file)
        }
    }

    /// Fonts that are not embedded: one that setup installs, and the usual ones of the library's own.
    ///
    /// A font that is nowhere would do to find the others, but PDFium then bends its own one, which it goes on to use.
    private static let fonts =
        ["/TrueType/BaseFont/DejaVuSans/Encoding/WinAnsiEncoding"]
        + [
            "Courier", "Courier-Bold", "Courier-BoldOblique", "Courier-Oblique", "Helvetica", "Helvetica-Bold",
            "Helvetica-BoldOblique", "Helvetica-Oblique", "Times-Roman", "Times-Bold", "Times-BoldItalic",
            "Times-Italic",
        ].map { "/Type1/BaseFont/\($0)/Encoding/WinAnsiEncoding" }
        + ["/Type1/BaseFont/Symbol", "/Type1/BaseFont/ZapfDingbats"]

    private static func rehearsalFile() throws(PictureError) -> Data {
        let names = fonts.indices.map { "/F\($0) \(9 + $0) 0 R" }.joined()
        let resources = "/Resources<</Font<<\(names)>>/XObject<</P 8 0 R>>>>"
        let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 32 32]\(resources)/Contents"
        let text = fonts.indices.map { "/F\($0) 9 Tf (a1) Tj " }.joined()
        // Large enough to be read as a block of its own.
        let picture = try SamplePicture.file(.jpeg, side: 96)
        let head =
            "/Type/XObject/Subtype/Image/Width 96/Height 96/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode"
        return file(
            [
                Data("<</Type/Catalog/Pages 2 0 R>>".utf8),
                Data("<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>".utf8),
                Data("\(page) 5 0 R>>".utf8),
                Data("\(page) 6 0 R>>".utf8),
                stream(Data("BT \(text)ET 0 0 m 9 9 l 8 7 6 5 4 3 c S q 9 0 0 9 0 9 cm /P Do Q".utf8)),
                stream(Data("32 0 0 32 0 0 cm /P Do".utf8)),
                Data("null".utf8),
                stream(picture, head),
            ] + fonts.map { Data("<</Type/Font/Subtype\($0)>>".utf8) }
        )
    }

    private static func stream(_ data: Data, _ head: String = "") -> Data {
        Data("<</Length \(data.count)\(head)>>\nstream\n".utf8) + data + Data("\nendstream".utf8)
    }

    /// A PDF of `objects`, of which the first one is the catalogue.
    private static func file(_ objects: [Data]) -> Data {
        var file = Data("%PDF-1.4\n".utf8)
        var table = "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for (index, object) in objects.enumerated() {
            let place = String(file.count)
            table += String(repeating: "0", count: 10 - place.count) + place + " 00000 n \n"
            file += Data("\(index + 1) 0 obj\n".utf8) + object + Data("\nendobj\n".utf8)
        }
        let start = file.count
        let trailer = "trailer <</Size \(objects.count + 1)/Root 1 0 R>>\nstartxref\n\(start)\n%%EOF\n"
        return file + Data((table + trailer).utf8)
    }
}
