// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Writes PDFs from their objects.
struct PDFMaker {
    /// What a page is made of.
    struct Page {
        /// The entry /MediaBox, in points.
        var mediaBox: String
        /// Other entries of the page: `/Rotate 90`, `/CropBox[...]`, ...
        var entries = ""
        var resources = ""
        /// The operators that paint it.
        var content = ""

        /// A page of `width` by `height` points with `content` on it.
        init(
            width: Double = 200,
            height: Double = 100,
            entries: String = "",
            resources: String = "",
            _ content: String
        ) {
            mediaBox = "0 0 \(width) \(height)"
            self.entries = entries
            self.resources = resources
            self.content = content
        }
    }

    /// The objects from number 3 on; 1 is the catalogue and 2 the page tree.
    private var objects: [Data] = []
    private var pages: [Int] = []
    /// Other entries of the catalogue.
    var catalogue = ""
    /// What comes before the header.
    var preamble = ""

    /// Adds an object.
    ///
    /// - Returns: A reference to it.
    mutating func add(_ object: String) -> String {
        add(Data(object.utf8))
    }

    private mutating func add(_ object: Data) -> String {
        objects.append(object)
        return "\(objects.count + 2) 0 R"
    }

    /// Adds a stream with `entries` in its dictionary.
    ///
    /// - Returns: A reference to it.
    mutating func add(stream: String, _ entries: String = "") -> String {
        add(stream: Data(stream.utf8), entries)
    }

    /// Adds a stream of any bytes.
    ///
    /// - Returns: A reference to it.
    mutating func add(stream: Data, _ entries: String = "") -> String {
        add(Data("<</Length \(stream.count) \(entries)>>\nstream\n".utf8) + stream + Data("\nendstream".utf8))
    }

    /// Adds a page.
    mutating func add(_ page: Page) {
        let content = add(stream: page.content)
        _ = add(
            "<</Type/Page/Parent 2 0 R/MediaBox[\(page.mediaBox)]\(page.entries)/Resources<<\(page.resources)>>"
                + "/Contents \(content)>>"
        )
        pages.append(objects.count + 2)
    }

    /// The file.
    var file: Data {
        let kids = pages.map { "\($0) 0 R" }.joined(separator: " ")
        let all =
            ["<</Type/Catalog/Pages 2 0 R\(catalogue)>>", "<</Type/Pages/Kids[\(kids)]/Count \(pages.count)>>"]
            .map { Data($0.utf8) } + objects
        var file = Data("\(preamble)%PDF-1.7\n".utf8)
        var offsets: [Int] = []
        for (index, object) in all.enumerated() {
            offsets.append(file.count - preamble.utf8.count)
            file += Data("\(index + 1) 0 obj\n".utf8) + object + Data("\nendobj\n".utf8)
        }
        var end = "xref\n0 \(all.count + 1)\n0000000000 65535 f \n"
        for offset in offsets { end += String("000000000\(offset)".suffix(10)) + " 00000 n \n" }
        let table = file.count - preamble.utf8.count
        end += "trailer<</Size \(all.count + 1)/Root 1 0 R>>\nstartxref\n\(table)\n%%EOF\n"
        return file + Data(end.utf8)
    }

    /// A file of the given pages.
    static func file(_ pages: Page...) -> Data {
        var maker = PDFMaker()
        for page in pages { maker.add(page) }
        return maker.file
    }

    /// Fills the rectangle at (`x`, `y`) with a colour of three parts from 0 to 1.
    static func fill(_ color: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double) -> String {
        "\(color) rg \(x) \(y) \(width) \(height) re f\n"
    }

    /// Four coloured quarters of a page: red and green at the top, blue and black at the bottom.
    static func quarters(_ width: Double, _ height: Double) -> String {
        let (x, y) = (width / 2, height / 2)
        return fill("1 0 0", 0, y, x, y) + fill("0 1 0", x, y, x, y) + fill("0 0 1", 0, 0, x, y)
            + fill("0 0 0", x, 0, x, y)
    }
}
