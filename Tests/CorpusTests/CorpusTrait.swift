// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Gives a suite the server of the corpus.
struct CorpusTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await CorpusSite.with(function)
    }
}

extension Trait where Self == CorpusTrait {
    /// One server for all files.
    static var corpus: Self { CorpusTrait() }
}
