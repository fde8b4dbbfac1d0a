// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Pictures against those of a second renderer that shares no code with ours but what both must use.
enum Similarity {
    /// The least that pictures of a kind must have in common with the reference: the outlines of letters differ a
    /// little, nothing else.
    private static let thresholds = ["pdf": 0.85, "office": 0.75, "image": 0.94]

    /// What the second renderer draws differently, and the likeness that is left.
    private static let outliers = [
        // Both have a Courier of their own; PDFium's is the thinner one, and there is nothing else on the page.
        "pdf/006-Pages-tree-refs.pdf": 0.7,
        // Poppler draws the border of a link that has no appearance stream, as printing does; PDFium does not.
        "pdf/017-file_url_link.pdf": 0.5,
        // libvips clips samples that lie beyond what a screen shows; ours are scaled to it.
        "image/019-WFPC2u5780205r_c0fx.fits": 0.0, "image/028-sample.hdr": 0.5,
    ]

    /// Of this one poppler unpacks gigabytes, for minutes.
    private static let beyondReference: Set<String> = ["pdf/011-bomb_giant.pdf"]

    /// Checks `picture` of `file` against the reference; kinds without one pass.
    static func expect(_ picture: Data, _ file: CorpusFile) async throws {
        guard let threshold = outliers[file.name] ?? thresholds[file.kind], !beyondReference.contains(file.name)
        else { return }
        let reference = try await blocking { try Self.reference(of: file) }
        guard let reference else {
            // Nothing to compare with: the second renderer knows less.
            print("NO REFERENCE \(file.name)")
            return
        }
        let similarity = try await blocking { try structuralSimilarity(of: picture, and: reference) }
        print("SIMILARITY \(file.name) \(similarity)")
        #expect(similarity >= threshold, "\(file.name)")
    }

    /// What the second renderer makes of a file; `nil` when it makes nothing.
    private static func reference(of file: CorpusFile) throws -> Data? {
        let maker = try ClipMaker()
        defer { withExtendedLifetime(maker) {} }
        let output = "\(maker.directory)/reference"
        switch file.kind {
        case "pdf": return try page(of: file.path, output)
        case "office":
            guard let pdf = try office.get()[file.name] else { return nil }
            return try page(of: pdf, output)
        default:
            try? Program.run([
                "vipsthumbnail", file.path, "--size", "\(CorpusSite.side)x\(CorpusSite.side)>", "-o", "\(output).png",
            ])
            return FileManager.default.contents(atPath: "\(output).png")
        }
    }

    private static func page(of pdf: String, _ output: String) throws -> Data? {
        // It has no limits of its own: of one bomb in the corpus it unpacks gigabytes.
        try? Program.run(
            [
                "timeout", "-s", "KILL", "20", "pdftoppm", "-q", "-singlefile", "-cropbox", "-scale-to",
                "\(CorpusSite.side)", "-png", pdf,
            ]
                + [output]
        )
        return FileManager.default.contents(atPath: "\(output).png")
    }

    /// The office documents as PDF, by name: one run of the program for all, because its start costs most.
    private static let office = Result {
        let files = CorpusFile.all.filter { $0.kind == "office" && $0.expectation == .picture }
        let folder = try outputs.get().directory
        try? Program.run(
            ["soffice", "-env:UserInstallation=file://\(folder)/profile", "--headless", "--convert-to", "pdf"]
                + ["--outdir", folder] + files.map(\.path)
        )
        let pairs = files.map { ($0.name, "\(folder)/\(stem($0.name)).pdf") }
        return Dictionary(uniqueKeysWithValues: pairs.filter { FileManager.default.fileExists(atPath: $0.1) })
    }

    private static let outputs = Result { try ClipMaker() }

    private static func stem(_ name: String) -> String {
        let base = name.split(separator: "/").last ?? ""
        return base.split(separator: ".").dropLast().joined(separator: ".")
    }
}
