// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

/// A frame as the header of a QuickTime or MP4 file lists it.
struct IndexedSample: Hashable {
    /// Its number among the samples, from 0.
    var sample: Int
    var time: SampleTime
}

/// What the header of a common, well-formed QuickTime or MP4 file tells of its only video track, read in place.
///
/// libavformat expands each sample of each track before it says anything. Whatever is out of the ordinary is left to it:
/// then there is no such value.
struct MovieIndex {
    /// Samples of a track: hours of the highest rates.
    private static let sampleLimit = 1 << 22
    /// Samples behind one, among which those are that are shown before it: no codec holds back more frames.
    private static let tailLength = 65

    /// The header without its tables.
    let skeleton: MovieSkeleton
    /// The number of the video track.
    let track: Int
    /// Its keyframes in the order in which they are shown: at least one.
    let keyframes: [IndexedSample]
    /// The end of its last frame, in ticks of the track.
    let end: Int64
    /// The tick of its own at which the first sample of each track of picture or sound is shown, by its number.
    let starts: [Int: Int64]
    private let times: SampleTimes
    private let places: SamplePlaces

    /// Reads the header of `reader`'s file.
    init?(_ reader: BoxReader) {
        // What a file of this kind begins with.
        guard let first = reader.first(in: reader.file),
            ["ftyp", "moov", "mdat", "wide", "free", "skip", "pnot"].contains(first.type),
            let movie = reader.first("moov", in: reader.file),
            // Fragments may follow, or the header is compressed, or sealed.
            !reader.all(in: movie.contents).contains(where: { ["mvex", "cmov", "pssh"].contains($0.type) })
        else { return nil }
        var starts: [Int: Int64] = [:]
        var video: (number: Int, table: MediaBox)?
        for box in reader.all("trak", in: movie.contents) {
            guard let track = MovieTrack(box, reader) else { return nil }
            guard track.isShown else { continue }
            guard let start = Self.start(track.table, reader) else { return nil }
            starts[track.number] = start
            guard track.isVideo else { continue }
            guard video == nil, track.isPlain(reader) else { return nil }
            video = (track.number, track.table)
        }
        guard let video, let times = SampleTimes(video.table, reader, limit: Self.sampleLimit),
            let places = SamplePlaces(video.table, reader, limit: Self.sampleLimit), places.count == times.count,
            let synchronous = Self.keyframes(video.table, reader, samples: times.count),
            let last = places.place(of: times.count - 1), last.upperBound <= reader.file.upperBound,
            let skeleton = MovieSkeleton(movie, reader)
        else { return nil }
        let tail = times.times(of: max(0, times.count - Self.tailLength)..<times.count)
        guard let shownLast = tail.max(by: { $0.shown < $1.shown }), shownLast.duration > 0 else { return nil }
        let keyframes = zip(synchronous, times.times(of: synchronous)).map { IndexedSample(sample: $0, time: $1) }
        self.skeleton = skeleton
        track = video.number
        self.keyframes = keyframes.sorted { $0.time.shown < $1.time.shown }
        end = shownLast.shown + shownLast.duration
        self.starts = starts
        self.times = times
        self.places = places
    }

    /// When the first sample of a track is shown.
    private static func start(_ table: MediaBox, _ reader: BoxReader) -> Int64? {
        guard let durations = reader.first("stts", in: table.contents),
            let entries: UInt32 = reader.bytes(in: durations.contents, limit: 8).number(at: 4), entries > 0
        else { return nil }
        guard let delays = reader.first("ctts", in: table.contents) else { return 0 }
        let delay: Int32? = reader.bytes(in: delays.contents, limit: 16).number(at: 12)
        return delay.map { Int64($0) }
    }

    /// The numbers of the keyframes, from 0, ascending: all samples where no table lists them.
    private static func keyframes(_ table: MediaBox, _ reader: BoxReader, samples: Int) -> [Int]? {
        guard let box = reader.first("stss", in: table.contents) else { return Array(0..<samples) }
        let bytes = reader.bytes(in: box.contents, limit: 8 + 4 * samples)
        guard let entries: UInt32 = bytes.number(at: 4), entries > 0, Int(entries) <= (bytes.count - 8) / 4 else {
            return nil
        }
        var numbers: [Int] = []
        numbers.reserveCapacity(Int(entries))
        for entry in 0..<Int(entries) {
            guard let number: UInt32 = bytes.number(at: 8 + 4 * entry), Int(number) > numbers.last.map({ $0 + 1 }) ?? 0,
                Int(number) <= samples
            else { return nil }
            numbers.append(Int(number) - 1)
        }
        return numbers
    }

    /// The last keyframe that is shown at or before `ticks`, and the first one after it.
    func keyframes(around ticks: Int64) -> (before: IndexedSample?, after: IndexedSample?) {
        var (low, high) = (0, keyframes.count)
        while low < high {
            let middle = (low + high) / 2
            if keyframes[middle].time.shown <= ticks { low = middle + 1 } else { high = middle }
        }
        return (low > 0 ? keyframes[low - 1] : nil, low < keyframes.count ? keyframes[low] : nil)
    }

    /// Frames that it has, and the ticks that each lasts where all last the same.
    var frames: (count: Int, usualDuration: Int64?) { (times.count, times.usualDuration) }

    /// When the frame begins that is shown at `ticks`: the last one that does so no later; `nil` before the first keyframe.
    func frame(at ticks: Int64) -> Int64? {
        let (before, after) = keyframes(around: ticks)
        guard let before else { return nil }
        // Frames that are shown before a keyframe may be decoded behind it.
        let end = min(times.count, (after?.sample ?? times.count) + Self.tailLength)
        guard before.sample < end else { return nil }
        return times.times(of: before.sample..<end).lazy.map(\.shown).filter { $0 <= ticks }.max()
    }

    /// The first frames in the order in which they are decoded, at most `count`.
    func opening(_ count: Int) -> [IndexedSample] {
        let samples = 0..<min(count, times.count)
        return zip(samples, times.times(of: samples)).map { IndexedSample(sample: $0, time: $1) }
    }

    /// The bytes of `frame`; `nil` where the tables cannot be read.
    func place(of frame: IndexedSample) -> Range<Int64>? { places.place(of: frame.sample) }
}

extension MovieIndex {
    /// Frames a second on average, of a track whose ticks last `timeBase` seconds.
    func frameRate(_ timeBase: AVRational) -> AVRational {
        var rate = AVRational(num: 0, den: 1)
        let (count, ticks) =
            frames.usualDuration.map { (1, $0) } ?? (Int64(frames.count), end - keyframes[0].time.shown)
        unsafe av_reduce(
            &rate.num,
            &rate.den,
            Int64(timeBase.den) * count,
            Int64(timeBase.num) * max(1, ticks),
            Int64(Int32.max)
        )
        return rate
    }
}
