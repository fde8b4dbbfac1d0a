// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// A way in which a file comes to harm.
enum Damage: CustomStringConvertible, Sendable {
    /// Only so many hundredths of it arrived.
    case truncated(percent: Int)
    /// So many bits are not what they were.
    case flipped(bits: Int)
    /// A block of so many bytes was never written.
    case zeroed(bytes: Int)

    /// Those that every file goes through.
    static let all: [Damage] = [
        .truncated(percent: 10), .truncated(percent: 50), .truncated(percent: 90), .flipped(bits: 16),
        .zeroed(bytes: 1024),
    ]

    /// What is left of `file`; `generator` chooses the places.
    func done(to file: Data, _ generator: inout SeededGenerator) -> Data {
        guard !file.isEmpty else { return file }
        var bytes = [UInt8](file)
        switch self {
        case .truncated(let percent):
            bytes.removeLast(bytes.count - bytes.count * percent / 100)
        case .flipped(let bits):
            for _ in 0..<bits {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
        case .zeroed(let count):
            let start = Int.random(in: 0...max(0, bytes.count - count), using: &generator)
            for place in start..<min(bytes.count, start + count) { bytes[place] = 0 }
        }
        return Data(bytes)
    }

    var description: String {
        switch self {
        case .truncated(let percent): "truncated at \(percent) %"
        case .flipped(let bits): "\(bits) bits flipped"
        case .zeroed(let bytes): "\(bytes) bytes zeroed"
        }
    }
}

/// A file, and what became of it.
struct DamagedFile: CustomStringConvertible {
    let file: CorpusFile
    let damage: Damage
    let bytes: Data

    var description: String { "\(file.name), \(damage)" }

    /// All damaged versions of `file`, the same for the same seed.
    ///
    /// - Parameter canary: What the files that attack are to aim at.
    static func all(of file: CorpusFile, aimedAt canary: Canary) throws -> [DamagedFile] {
        let whole = Canary.aimed(try file.read(), at: canary)
        // Of the name, so that a file is damaged in the same way whichever others there are.
        let stream = file.name.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        var generator = SeededGenerator(seed: Proof.seed, stream: stream)
        return Damage.all.map { damage in
            DamagedFile(file: file, damage: damage, bytes: damage.done(to: whole, &generator))
        }
    }
}
