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

    /// The same position in whole milliseconds, rounded to the nearest.
    package var milliseconds: Int64 {
        let (scaled, overflow) = ticks.multipliedReportingOverflow(by: Int64(numerator) * 1000)
        guard !overflow else { return ticks < 0 ? .min : .max }
        let half = Int64(denominator) / 2
        return scaled >= 0 ? (scaled + half) / Int64(denominator) : -((-scaled + half) / Int64(denominator))
    }
}
