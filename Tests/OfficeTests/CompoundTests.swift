// SPDX-License-Identifier: Apache-2.0

import Foundation
import Model
import RenderProtocol
import Renderers
import TestSupport
import Testing

extension OfficeTests {
    @Suite("in compound files")
    struct CompoundTests {
        /// The beginning of a workbook that needs a password: BOF, then FilePass.
        private static let encryptedWorkbook: [UInt8] = [9, 8, 4, 0, 0, 6, 5, 0, 0x2F, 0, 2, 0, 1, 0]

        @Test("are what their own streams say, not those of documents within them")
        func embedded() async throws {
            try await withOffice { office, folder in
                let file = try SampleDocuments.converted(
                    SampleDocuments.spreadsheetWithText,
                    from: "fods",
                    to: "xls",
                    in: folder
                )
                #expect(file.firstRange(of: Data("WordDocument".utf16.flatMap { [UInt8($0), 0] })) != nil)
                let rendered = try await office.render(file)
                #expect(rendered.media?.container == "xls")
                #expect(rendered.pictures.count == 1)
            }
        }

        @Test("are encrypted where they are, not where a document within them is")
        func encrypted() async throws {
            try await withOffice { office, _ in
                let workbook = CompoundMaker.file(
                    stream: ("Workbook", Self.encryptedWorkbook),
                    embedded: ("WordDocument", [])
                )
                let refused = try await office.render(workbook)
                #expect(refused.failure?.code == .encryptedMedia)
                let text = CompoundMaker.file(
                    stream: ("WordDocument", []),
                    embedded: ("Workbook", Self.encryptedWorkbook)
                )
                #expect(try await office.render(text).failure?.code != .encryptedMedia)
            }
        }

        @Test("are refused when their tables run in a ring")
        func ring() async throws {
            try await withOffice { office, _ in
                #expect(try await office.render(SampleDocuments.emptySpreadsheet).pictures.count == 1)
                var limits = RenderLimits.office
                limits.deadline = 10_000
                // Siblings of each other, and a sector of the table that is cut after its own number.
                let ring = CompoundMaker.file(stream: ("Unknown", []), embedded: ("Unknown", []), isRing: true)
                #expect(try await office.render(ring, limits: limits).failure?.code == .unsupportedMedia)
                let rendered = try await office.render(CompoundMaker.cutTable, limits: limits)
                #expect(rendered.failure?.code == .damagedMedia, "\(rendered)")
            }
        }
    }
}
