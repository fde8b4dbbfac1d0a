// SPDX-License-Identifier: Apache-2.0

import Model
import Testing

@Suite("Times")
struct MediaTimeTests {
    /// Times, and what they are in milliseconds.
    static let times: [(MediaTime, Int64)] = [
        (MediaTime(ticks: 3, numerator: 1, denominator: 2000), 2),
        (MediaTime(ticks: -3, numerator: 1, denominator: 2000), -2),
        (MediaTime(ticks: 1001, numerator: 1001, denominator: 30_000), 33_400),
        (MediaTime(ticks: .max, numerator: 1, denominator: 1000), .max),
        (MediaTime(ticks: .min, numerator: 1, denominator: 1000), .min),
        (MediaTime(ticks: .max, numerator: .max, denominator: 1), .max),
        (MediaTime(ticks: .min, numerator: .max, denominator: 1), .min),
    ]

    @Test("are rounded to milliseconds, however long they are", arguments: times)
    func milliseconds(time: MediaTime, expected: Int64) {
        #expect(time.milliseconds == expected)
    }
}
