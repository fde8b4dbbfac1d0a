// SPDX-License-Identifier: Apache-2.0

package import Foundation
import Testing

/// A file of the shared corpus: `VIGNETTE_CORPUS`, or `../shared/corpus` beside the package.
package struct CorpusFile: Sendable, CustomTestStringConvertible {
    /// What a server must make of it.
    package enum Expectation: Sendable {
        case picture
        case failure
        case either
    }

    /// Its path in the corpus.
    package let name: String
    /// The first part of its path: `video`, `image`, `audio`, `pdf`, `office` or `attack`.
    package let kind: String
    package let expectation: Expectation
    /// Whether a failure is expected only because the reference decoder does not open the file.
    package let isUnknownToReference: Bool

    package var path: String { "\(Self.folder)/\(name)" }
    package var testDescription: String { name }

    /// The bytes.
    package func read() throws -> Data { try Data(contentsOf: URL(filePath: path)) }

    package static let folder: String = {
        if let folder = ProcessInfo.processInfo.environment["VIGNETTE_CORPUS"] { return folder }
        return "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/../shared/corpus"
    }()

    /// Whether the corpus is there; under CI it has to be.
    package static var isExpected: Bool {
        let isThere = FileManager.default.fileExists(atPath: "\(folder)/MANIFEST.tsv")
        if !isThere { print("NO CORPUS: \(folder) is missing; set VIGNETTE_CORPUS") }
        return isThere || ProcessInfo.processInfo.environment["CI"] != nil
    }

    /// The rows of the manifest; empty where there is no corpus.
    package static let all: [CorpusFile] = {
        let manifest = (try? String(contentsOfFile: "\(folder)/MANIFEST.tsv", encoding: .utf8)) ?? ""
        return manifest.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count > 10 else { return nil }
            return CorpusFile(
                name: fields[0],
                kind: fields[1],
                expectation: expectation(fields[6]),
                isUnknownToReference: fields[10].hasPrefix("not recognised")
            )
        }
    }()

    /// The files that were made to attack.
    package static let attacks: [CorpusFile] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/attack")) ?? []
        return names.filter { $0 != "README.md" }.sorted().map { name in
            CorpusFile(name: "attack/\(name)", kind: "attack", expectation: .either, isUnknownToReference: false)
        }
    }()

    /// The first word counts, but where the row names a condition for a picture.
    private static func expectation(_ text: String) -> Expectation {
        if text.contains("; thumbnail if ") { return .either }
        if text.hasPrefix("thumbnail") { return .picture }
        return text.hasPrefix("clean failure") ? .failure : .either
    }
}
