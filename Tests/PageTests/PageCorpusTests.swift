// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model
import PixelImage
import TestSupport
import Testing

@Suite("The PDFs of the corpus")
struct PageCorpusTests {
    @Test("are there", .enabled(if: CorpusFile.isExpected))
    func areThere() {
        #expect(CorpusFile.pdfs.count >= 28)
    }

    @Test("give a picture or a clean failure, as expected", arguments: CorpusFile.pdfs)
    func outcome(_ row: CorpusFile) throws {
        let result = try RenderedPage(row.read(), ThumbnailSpec(shapes: [.longSide(480), .longSide(64)]))
        let hasPictures = result.failure == nil && result.files.count == 2
        let hasFailed = result.failure?.class == .permanent && result.files.isEmpty
        switch row.expectation {
        case .picture: #expect(hasPictures, "\(result.failure?.message ?? "")")
        case .failure: #expect(hasFailed)
        case .either: #expect(hasPictures || hasFailed)
        }
        if hasPictures { #expect(try max(result.size().width, result.size().height) == 480) }
    }

    @Test("say that they are encrypted", arguments: CorpusFile.pdfs.filter { $0.name.hasSuffix("writer-password.pdf") })
    func encrypted(_ row: CorpusFile) throws {
        let failure = try #require(try RenderedPage(row.read()).failure)
        #expect(failure.code == .encryptedMedia)
        #expect(failure.message.contains("password"))
    }

    /// The least likeness that counts as the same picture: the outlines of letters differ a little, nothing else.
    private static let threshold = 0.85

    /// What poppler 22.12 draws differently, and the likeness that is left.
    private static let outliers: [String: Double] = [
        // Both have a Courier of their own; PDFium's is the thinner one, and there is nothing else on the page.
        "pdf/006-Pages-tree-refs.pdf": 0.7,
        // Poppler draws the border of a link that has no appearance stream, as printing does; PDFium does not.
        "pdf/017-file_url_link.pdf": 0.5,
    ]

    /// Poppler unpacks each of its pictures of 100,000 by 100,000 pixels, for minutes.
    private static let beyondPoppler: Set<String> = ["pdf/011-bomb_giant.pdf"]

    private static let comparable = CorpusFile.pdfs.filter {
        $0.expectation == .picture && !beyondPoppler.contains($0.name)
    }

    @Test("look as poppler draws them", arguments: comparable)
    func comparison(_ row: CorpusFile) throws {
        let ours = try #require(try RenderedPage(row.read(), pixels: 1024).files.first)
        let similarity = try structuralSimilarity(of: ours, and: try Self.poppler(row.path))
        #expect(similarity >= Self.outliers[row.name] ?? Self.threshold)
    }

    @Test(
        "are told apart by what they are compared with",
        arguments: CorpusFile.pdfs.filter { $0.name.hasSuffix("tracemonkey.pdf") }
    )
    func measure(_ row: CorpusFile) throws {
        let theirs = try Self.poppler(row.path)
        let second = try #require(try RenderedPage(row.read(), pixels: 1024, page: 2).files.first)
        #expect(try structuralSimilarity(of: second, and: theirs) < 0.6)
        let blank = try #require(
            try RenderedPage(PDFMaker.file(.init(width: 612, height: 792, "")), pixels: 1024).files.first
        )
        #expect(try structuralSimilarity(of: blank, and: theirs) < 0.3)
    }

    /// The first page as pdftoppm draws it, its longer side 1024 pixels, with its crop box.
    static func poppler(_ path: String) throws -> Data {
        let directory = try temporaryFolder("poppler")
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let options = ["-q", "-png", "-singlefile", "-cropbox", "-scale-to", "1024", "-f", "1", "-l", "1"]
        try Program.run(["pdftoppm"] + options + [path, "\(directory)/page"])
        return try Data(contentsOf: URL(filePath: "\(directory)/page.png"))
    }
}

extension CorpusFile {
    /// The rows of PDFs.
    static let pdfs = all.filter { $0.kind == "pdf" }
}
