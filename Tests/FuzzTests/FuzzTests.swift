// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite("Whatever comes", .serialized)
struct FuzzTests {
    /// Bytes of an input that are printed; longer ones are told by their beginning.
    private static let printed = 12 << 10

    @Test("is read or refused, within its limits", arguments: FuzzTarget.all)
    func fuzz(_ target: FuzzTarget) async throws {
        let folder = try temporaryFolder("fuzz")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (name, seed, rounds) = (target.name, Proof.givenSeed ?? 1, Proof.count(sample: 1, full: 20) * target.rounds)
        let record = "\(folder)/input"
        let result = await #expect(processExitsWith: .success) {
            [name = name as String, seed = seed as UInt64, rounds = rounds as Int, record = record as String] in
            let target = try #require(FuzzTarget.named(name))
            FuzzRun(target: target, seed: seed, rounds: rounds).run(recordingAt: record)
        }
        guard result == nil else { return }
        let input = Data(try FuzzRun.input(recordedAt: record))
        if let findings = ProcessInfo.processInfo.environment["VIGNETTE_FINDINGS"] {
            try input.write(to: URL(filePath: findings).appending(path: "\(name)-\(input.sha256.prefix(8))"))
        }
        let text = input.prefix(Self.printed).base64EncodedString()
        Issue.record("\(name), seed \(seed), ended over these \(input.count) bytes: \(text)")
    }
}
