// SPDX-License-Identifier: Apache-2.0

import Testing

/// One reader of bytes that come from outside, with what holds of whatever it makes of them.
struct FuzzTarget: Sendable, CustomTestStringConvertible {
    /// As `make fuzz TARGET=` takes it.
    let name: String
    /// Inputs that are what the reader is for; others are made from them.
    let seeds: [[UInt8]]
    /// Inputs of a short run: about a second of a debug build.
    let rounds: Int
    /// Whether it reads files, which may be large, rather than what stands in a request or a message.
    let readsFiles: Bool
    /// Reads an input, and traps where a promise is broken.
    let run: @Sendable ([UInt8]) -> Void

    init(
        _ name: String,
        rounds: Int,
        readsFiles: Bool = false,
        seeds: [[UInt8]],
        run: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.name = name
        self.seeds = seeds
        self.rounds = rounds
        self.readsFiles = readsFiles
        self.run = run
    }

    var testDescription: String { name }

    static let all = requests + signatures + messages + routing + archives + movies + pictures + photos + documents

    /// The target of that name; `nil` when there is none.
    static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// Traps unless `condition` holds: for both ways of fuzzing, that is a finding.
func promise(_ condition: Bool, _ text: @autoclosure () -> String) {
    if !condition { fatalError("broken promise: \(text())") }
}
