// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import TestSupport
import Testing

@Suite("The SQLite catalogue")
struct SQLiteCatalogueTests {
    @Test("behaves as a catalogue", arguments: CatalogueConformance.Case.allCases)
    func conforms(to test: CatalogueConformance.Case) async throws {
        let folder = try TemporaryFolder()
        try await CatalogueConformance { try SQLiteCatalogue(path: folder.path("catalogue.sqlite")) }.run(test)
    }
}

/// A folder that disappears with the value.
final class TemporaryFolder: Sendable {
    private let path: String

    init() throws {
        let unique = ID<TemporaryFolder>.random().text
        path = FileManager.default.temporaryDirectory.appending(path: "catalogue-\(unique)").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func path(_ name: String) -> String {
        "\(path)/\(name)"
    }
}
