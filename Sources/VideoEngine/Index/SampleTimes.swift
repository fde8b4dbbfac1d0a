// SPDX-License-Identifier: Apache-2.0

/// When a sample is decoded and shown, in ticks of its track.
struct SampleTime: Hashable {
    var decoded: Int64
    var shown: Int64
    /// Ticks until the next sample is decoded.
    var duration: Int64
}

/// When the samples of a track are decoded and shown.
///
/// - SeeAlso: ISO/IEC 14496-12, 8.6.1, "Time to sample boxes".
struct SampleTimes {
    /// Longest tick counts that are believed: what is above corrects times that were wrong, or is damage.
    private static let longest: Int64 = 1 << 28

    private let durations: SampleRuns
    /// Ticks by which samples are shown later than decoded; `nil` where none is.
    private let delays: SampleRuns?
    /// Samples in the track.
    let count: Int

    /// Reads the tables in `table`, the sample table box of a track.
    ///
    /// - Returns: `nil` where they are missing, damaged or out of the ordinary.
    init?(_ table: MediaBox, _ reader: BoxReader, limit: Int) {
        let size = 8 + 8 * limit
        guard let box = reader.first("stts", in: table.contents),
            let durations = SampleRuns(
                reader.bytes(in: box.contents, limit: size),
                isSigned: false,
                within: 0...Self.longest,
                limit: limit
            )
        else { return nil }
        var delays: SampleRuns?
        if let box = reader.first("ctts", in: table.contents) {
            delays = SampleRuns(
                reader.bytes(in: box.contents, limit: size),
                isSigned: true,
                within: -Self.longest...Self.longest,
                limit: limit
            )
            guard let delays, delays.count == durations.count else { return nil }
        }
        self.durations = durations
        self.delays = delays
        count = durations.count
    }

    /// The ticks that all samples last but perhaps the last one; `nil` where others differ.
    var usualDuration: Int64? { durations.usual.flatMap { $0 > 0 ? $0 : nil } }

    /// The times of `samples`, which are in ascending order and exist.
    func times(of samples: some Collection<Int>) -> [SampleTime] {
        let durations = durations.numbers(of: samples)
        guard let delays = delays?.numbers(of: samples) else {
            return durations.map { SampleTime(decoded: $0.before, shown: $0.before, duration: $0.value) }
        }
        return zip(durations, delays).map { duration, delay in
            SampleTime(decoded: duration.before, shown: duration.before + delay.value, duration: duration.value)
        }
    }
}
