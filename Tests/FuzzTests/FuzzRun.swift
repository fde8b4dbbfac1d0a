// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// A run of a target over inputs that follow from a seed, in a process that may end over one of them.
struct FuzzRun {
    /// Seconds that one input may take.
    private static let patience: UInt32 = 10

    let target: FuzzTarget
    let seed: UInt64
    let rounds: Int

    /// Runs, and keeps the input that is being read at `record`, for who survives.
    func run(recordingAt record: String) {
        let descriptor = open(record, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        precondition(descriptor >= 0, "\(record): errno \(errno)")
        var mutator = Mutator(target.seeds, seed: seed)
        for round in 0..<target.seeds.count + rounds {
            let input = round < target.seeds.count ? target.seeds[round] : mutator.next()
            let line = withUnsafeBytes(of: input.count) { Array($0) } + input
            precondition(pwrite(descriptor, line, line.count, 0) == line.count, "\(record): errno \(errno)")
            // Who hangs is ended by its signal.
            alarm(Self.patience)
            target.run(input)
        }
        alarm(0)
    }

    /// The input that was being read last, from the file at `record`.
    static func input(recordedAt record: String) throws -> [UInt8] {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: record)))
        let count = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        return Array(bytes.dropFirst(8).prefix(count))
    }
}
