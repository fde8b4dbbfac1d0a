// SPDX-License-Identifier: Apache-2.0

/// When the keyframes are shown that an index lists by their decoding times.
struct KeyframeTimes: Hashable {
    /// Presentation times by decoding times, in ticks of the track.
    private var times: [Int64: Int64] = [:]
    /// Ticks by which the keyframe that was read last is shown later than it is decoded: about as much as the others.
    private(set) var delay: Int64 = 0

    /// The presentation time of the keyframe that is decoded at `ticks`; `nil` when it was not read yet.
    subscript(decoded ticks: Int64) -> Int64? { times[ticks] }

    /// Notes that the keyframe which is decoded at `decoded` is shown at `shown`.
    mutating func note(decoded: Int64, shown: Int64) {
        times[decoded] = shown
        delay = max(0, shown.subtractingReportingOverflow(decoded).partialValue)
    }
}
