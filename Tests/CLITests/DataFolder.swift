// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// A data folder that does not exist yet, and goes with the value.
final class DataFolder {
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.appending(path: "data-\(UUID().uuidString.lowercased())").path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Runs a command on it.
    func run(_ arguments: String..., input: String? = nil) throws -> CommandRun {
        try CommandRun(arguments + ["--data", path], input: input)
    }

    /// Runs a command on it that succeeds.
    ///
    /// Returns its output, line by line.
    func lines(
        _ arguments: String...,
        input: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [String] {
        let run = try CommandRun(arguments + ["--data", path], input: input)
        try #require(run.status == 0, "\(arguments): \(run.error)", sourceLocation: sourceLocation)
        #expect(run.error == "", sourceLocation: sourceLocation)
        return run.output.split(separator: "\n").map(String.init)
    }
}

extension CommandRun {
    /// Checks that the command ended with that status and one sentence.
    func expectSentence(_ status: Int32, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(self.status == status, "\(error)", sourceLocation: sourceLocation)
        #expect(output == "", sourceLocation: sourceLocation)
        #expect(
            error.wholeMatch(of: /vignette: [^\n]+\.\n/) != nil,
            "not one sentence: \(error)",
            sourceLocation: sourceLocation
        )
    }
}
