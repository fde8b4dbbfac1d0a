// SPDX-License-Identifier: Apache-2.0

/// A position on the player's timeline, in ticks of a time base, as libav* counts it.
///
/// Zero is where playing starts.
package struct MediaTime: Hashable, Sendable, Codable {
    package var ticks: Int64
    /// Seconds in a tick: `numerator / denominator`, both above zero.
    package var numerator: Int32
    package var denominator: Int32

    package init(ticks: Int64, numerator: Int32, denominator: Int32) {
        self.ticks = ticks
        self.numerator = numerator
        self.denominator = denominator
    }

    /// Whether its time base is one: whoever takes a time from elsewhere has to ask first.
    package var isSound: Bool { numerator > 0 && denominator > 0 }

    /// The same position in whole milliseconds, rounded to the nearest; the last one there is for what lies beyond.
    package var milliseconds: Int64 {
        let scaled = Int128(ticks) * Int128(numerator) * 1000
        let half = Int128(denominator) / 2
        return Int64(clamping: (scaled >= 0 ? scaled + half : scaled - half) / Int128(denominator))
    }
}
