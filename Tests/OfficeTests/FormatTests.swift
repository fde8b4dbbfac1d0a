// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Model
import RenderProtocol
import Renderers
import TestSupport
import Testing

extension OfficeTests {
    @Suite("in the usual formats")
    struct FormatTests {
        /// How like the picture has to be to that of the usual commands.
        private static let threshold = 0.9

        private static let flat: [(data: Data, suffix: String, targets: [String])] = [
            (SampleDocuments.text(), "fodt", ["fodt", "odt", "docx", "doc", "rtf"]),
            (SampleDocuments.spreadsheet, "fods", ["fods", "ods", "xlsx", "xls"]),
            (SampleDocuments.presentation, "fodp", ["fodp", "odp", "pptx", "ppt"]),
        ]

        @Test("show what printing gives, in all scripts")
        func formats() async throws {
            try await withOffice { office, folder in
                for (data, suffix, targets) in Self.flat {
                    for target in targets {
                        let file =
                            target == suffix
                            ? data : try SampleDocuments.converted(data, from: suffix, to: target, in: folder)
                        let rendered = try await office.render(file)
                        let picture = try #require(rendered.pictures.first, "\(target): \(rendered)")
                        #expect(rendered.media?.container == target)
                        #expect(rendered.document?.missingGlyphs == 0, "\(target)")
                        #expect(try reddest(picture, in: folder), "\(target)")
                        let reference = try SampleDocuments.reference(file, suffix: target, in: folder)
                        let likeness = try structuralSimilarity(of: picture, and: reference)
                        print("office \(target): similarity \(likeness)")
                        #expect(likeness >= Self.threshold, "\(target): \(likeness)")
                    }
                }
            }
        }

        /// Whether pure red, which is nowhere else, is in the upper third of the picture.
        private func reddest(_ picture: Data, in folder: String) throws -> Bool {
            let path = "\(folder)/picture.png"
            try picture.write(to: URL(filePath: path))
            try Program.run([
                "convert", path, "-gravity", "North", "-crop", "100%x33%+0+0", "+repage", "-depth", "8",
                "rgb:\(path).rgb",
            ])
            let samples = try [UInt8](Data(contentsOf: URL(filePath: "\(path).rgb")))
            let red = stride(from: 0, to: samples.count - 2, by: 3).count {
                samples[$0] > 250 && samples[$0 + 1] < 5 && samples[$0 + 2] < 5
            }
            return red * 1000 >= samples.count / 3
        }

        @Test("show the page that is asked for, and past the last one the last one")
        func pages() async throws {
            try await withOffice { office, _ in
                let file = SampleDocuments.text(pages: 3)
                let first = try await office.render(file, page: 1)
                let second = try await office.render(file, page: 2)
                let last = try await office.render(file, page: 3)
                #expect(first.document?.pages == 3)
                #expect(first.pictures != second.pictures && second.pictures != last.pictures)
                #expect(try await office.render(file, page: 99).pictures == last.pictures)
                #expect(last.pictures.count == 1)
            }
        }

        @Test("show an empty sheet as empty paper")
        func emptySheet() async throws {
            try await withOffice { office, _ in
                let rendered = try await office.render(SampleDocuments.emptySpreadsheet)
                let picture = try #require(rendered.pictures.first, "\(rendered)")
                #expect(try GreyPicture(picture, fitting: 256).samples.allSatisfy { $0 == 255 })
            }
        }

        @Test("name the fonts that stand in for others")
        func fonts() async throws {
            try await withOffice { office, _ in
                let rtf = Data("{\\rtf1{\\fonttbl{\\f0 Calibri;}{\\f1 No Such Font;}}\\f0 One \\f1 Two\\par}".utf8)
                let fonts = try #require(try await office.render(rtf).document?.substitutedFonts)
                #expect(fonts.contains(.init(wanted: "Calibri", used: "Carlito")))
                #expect(fonts.contains { $0.wanted == "No Such Font" })
            }
        }

        @Test("count the characters that no font has")
        func missingGlyphs() async throws {
            try await withOffice { office, _ in
                // Of Unicode 15, and in no font but a coloured one.
                let rendered = try await office.render(Data("Text \u{1FAE8}\u{1FAE8}\n".utf8))
                #expect(rendered.document?.missingGlyphs == 1)
            }
        }

        @Test("are handed to the renderer that reads them")
        func elsewhere() async throws {
            try await withOffice { office, _ in
                let files: [(String, RendererKind)] = [
                    ("%PDF-1.4\n", .page), ("mail\n%PDF-1.4\n1 0 obj\n\0\u{1}\n", .page),
                    ("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", .image),
                    (
                        "\u{FEFF}\n<!DOCTYPE svg [<!ENTITY a \"b\">\n] >\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
                        .image
                    ),
                    ("GIF89a\u{1}\0\u{1}\0\0\0\0;", .image),
                    ("fLaC\0\0\0\u{22}\u{10}\0\u{10}\0\0\0\0\0\0\0\n\0\0\0", .video),
                ]
                for (text, kind) in files {
                    let rendered = try await office.render(Data(text.utf8))
                    #expect(rendered.result == .elsewhere(kind), "\(text)")
                }
            }
        }
    }
}
