// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How thorough a run is: small counts by default, full ones with `VIGNETTE_PROVE=1`.
///
/// `VIGNETTE_PROVE_COUNT` and `VIGNETTE_PROVE_SEED` override the count and the seed.
package enum Proof {
    /// The number of rounds of a test.
    package static func count(sample: Int, full: Int) -> Int {
        let environment = ProcessInfo.processInfo.environment
        if let count = environment["VIGNETTE_PROVE_COUNT"].flatMap(Int.init) { return count }
        return environment["VIGNETTE_PROVE"] == "1" ? full : sample
    }

    /// Whether counts are full.
    package static var isFull: Bool { count(sample: 0, full: 1) > 0 }

    /// What random choices follow from; part of every message of a failure that depends on them.
    package static let seed: UInt64 = givenSeed ?? UInt64.random(in: 0..<1_000_000)

    /// The seed that a failure is to be repeated with; `nil` where none is asked for.
    package static let givenSeed = ProcessInfo.processInfo.environment["VIGNETTE_PROVE_SEED"].flatMap { UInt64($0) }
}

/// Random numbers that follow from a seed (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// - Parameter stream: Tells generators of one seed apart.
    package init(seed: UInt64, stream: UInt64 = 0) {
        state = seed &+ stream &* 0x9E37_79B9_7F4A_7C15
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
