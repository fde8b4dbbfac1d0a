// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite("The corpus, through a server", .enabled("the corpus is there") { CorpusFile.isExpected }, .corpus)
struct CorpusTests {
    @Test("is whole")
    func isThere() {
        #expect(CorpusFile.all.count == 199)
        #expect(CorpusFile.attacks.count >= 25)
    }

    @Test("gives what the manifest says", arguments: CorpusFile.all)
    func outcome(_ file: CorpusFile) async throws {
        let answer = try await CorpusSite.current.render(try file.read())
        let outcome = Outcome(answer)
        switch (file.expectation, outcome) {
        case (.picture, .picture(let picture)):
            try await picture.expectSound(file)
            try await Similarity.expect(picture.bytes, file)
        case (.either, .picture(let picture)):
            try await picture.expectSound(file)
        case (.failure, .failure), (.either, .failure): break
        case (.failure, .picture(let picture)) where file.isUnknownToReference:
            // Better than the reference is no fault, but to be known.
            try await picture.expectSound(file)
            Issue.record(
                "\(file.name) has a picture, though its reference decoder does not open it",
                severity: .warning
            )
        default: Issue.record("\(file.name): \(answer)")
        }
    }

    @Test("withstands what attacks", arguments: CorpusFile.attacks)
    func attack(_ file: CorpusFile) async throws {
        let site = try CorpusSite.current
        let answer = try await site.render(Canary.aimed(try file.read(), at: site.canary))
        switch Outcome(answer) {
        case .picture(let picture): try await picture.expectSound(file)
        case .failure: break
        case .neither: Issue.record("\(file.name): \(answer)")
        }
        #expect(!site.canary.wasCalled, "\(file.name)")
    }
}

/// What came of one file.
enum Outcome {
    /// A picture, as the server answered with it.
    case picture(Picture)
    /// A failure that names its reason.
    case failure(code: String)
    /// An answer that is neither: the server's own fault, or a task that did not end.
    case neither

    struct Picture {
        let bytes: Data
    }

    /// The codes of failures that lie in the file.
    private static let clean: Set<String> = [
        "unsupported_media", "damaged_media", "encrypted_media", "no_video", "no_pictures", "limit_exceeded",
        "deadline_exceeded", "not_supported",
        // Of a file without a byte.
        "upload_missing",
    ]

    init(_ answer: Answer) {
        let type = answer.headers.first(name: "content-type")
        if answer.status == 200, type == "image/jpeg" {
            self = .picture(Picture(bytes: answer.body))
        } else if type == "application/problem+json", let code = answer.tree.code.text, Self.clean.contains(code) {
            self = .failure(code: code)
        } else {
            self = .neither
        }
    }
}

extension Outcome.Picture {
    /// Checks that it decodes and is of the size that was asked for.
    func expectSound(_ file: CorpusFile) async throws {
        let bytes = bytes
        let size = try await blocking {
            let maker = try ClipMaker()
            let input = try maker.file("picture.jpg", bytes)
            let output = "\(maker.directory)/picture.pgm"
            try maker.ffmpeg(["-xerror", "-err_detect", "explode", "-i", input, output])
            let head = try withExtendedLifetime(maker) { try Data(contentsOf: URL(filePath: output)).prefix(20) }
            let numbers = head.split(maxSplits: 4, whereSeparator: { $0 == 0x0A || $0 == 0x20 }).dropFirst().prefix(2)
            return numbers.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        }
        #expect(size.count == 2 && size.allSatisfy { (1...CorpusSite.side).contains($0) }, "\(file.name): \(size)")
    }
}
