// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

extension FormatContext {
    /// Files up to this size are read to the end to find leaps; of larger ones, some places are tried first.
    private static let wholeLimit: Int64 = 8 << 20
    private static let places: Int64 = 48
    /// The same where each place costs requests over a network.
    private static let remoteWholeLimit: Int64 = 2 << 20
    private static let remotePlaces: Int64 = 16
    /// How much more than usual the clock may go on by from one place to the next before a remote file is looked at
    /// closer: bit rates vary.
    private static let remoteShare: Int64 = 4
    /// Bytes within which a place is not looked for any closer.
    private static let closest: Int64 = 1 << 20
    /// Seconds from one frame to the next above which the clock has leapt.
    ///
    /// - SeeAlso: ffmpeg's `-dts_delta_threshold`.
    private static let longestStep: Int64 = 10

    /// Where the clock of `video` leaps; `nil` where it does not, or where the container has one clock for all of it.
    ///
    /// Of a remote file less is read: what leaps on by less than its bit rate varies is not found.
    ///
    /// The reading position is at the start afterwards, if it was moved at all.
    func leaps(of video: Int, size: Int64, _ isRemote: Bool) throws(FFmpegError) -> ClockLeaps? {
        guard demuxerName == "mpegts", size > 0 else { return nil }
        for index in 0..<streamCount { setDiscard(index == video ? AVDISCARD_DEFAULT : AVDISCARD_ALL, of: index) }
        defer { _ = seek(toByte: 0) }
        let base = unsafe stream(video).pointee.time_base
        let longest = av_rescale_q(Self.longestStep, AVRational(num: 1, den: 1), base)
        if size > (isRemote ? Self.remoteWholeLimit : Self.wholeLimit) {
            let sightings = try sightings(video, size, isRemote ? Self.remotePlaces : Self.places)
            let longestStep = isRemote ? Self.usualStep(of: sightings) * Self.remoteShare + longest : longest
            if try !seemsToLeap(sightings, longestStep, longest, video) { return nil }
        }
        guard seek(toByte: 0) else { return nil }
        let packet = try Packet()
        let rate = frameRate(of: video)
        let usual = rate.num > 0 ? av_rescale_q(1, AVRational(num: rate.den, den: rate.num), base) : 1
        var leaps: ClockLeaps?
        while read(into: packet) {
            guard packet.streamIndex == video else { continue }
            if leaps == nil {
                leaps = ClockLeaps(packet, usualDuration: usual)
            } else {
                leaps?.add(packet, longest: longest)
            }
        }
        return leaps.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Looks at the clock in places all over the file.
    private func sightings(_ video: Int, _ size: Int64, _ places: Int64) throws(FFmpegError) -> [Sighting] {
        let packet = try Packet()
        var sightings: [Sighting] = []
        for place in 0..<places {
            guard let seen = sighting(size / places * place, video, packet) else { break }
            sightings.append(seen)
        }
        return sightings
    }

    /// By how much the clock goes on from one place to the next, in half of all cases.
    private static func usualStep(of sightings: [Sighting]) -> Int64 {
        let steps = zip(sightings, sightings.dropFirst()).map {
            $1.ticks.subtractingReportingOverflow($0.ticks).partialValue
        }
        return steps.isEmpty ? 0 : max(0, min(steps.sorted()[steps.count / 2], .max / (2 * remoteShare)))
    }

    /// Looks closer where the clock goes on by more than `longestStep` from one place to the next.
    ///
    /// - Returns: Whether it goes back anywhere, or on by more than `longest` within a few bytes.
    private func seemsToLeap(
        _ sightings: [Sighting],
        _ longestStep: Int64,
        _ longest: Int64,
        _ video: Int
    ) throws(FFmpegError) -> Bool {
        let packet = try Packet()
        for (known, seen) in zip(sightings, sightings.dropFirst())
        where seen.ticks < known.ticks || Int128(seen.ticks) - Int128(known.ticks) > longestStep {
            if leaps(from: known, to: seen, longest, video, packet) { return true }
        }
        return sightings.isEmpty
    }

    /// What the clock says at a byte of the file.
    private struct Sighting {
        var position: Int64
        var ticks: Int64
    }

    private func sighting(_ position: Int64, _ video: Int, _ packet: borrowing Packet) -> Sighting? {
        guard seek(toByte: position) else { return nil }
        while read(into: packet) {
            guard packet.streamIndex == video, let ticks = packet.decodingTicks else { continue }
            return Sighting(position: position, ticks: ticks)
        }
        return nil
    }

    /// Halves the bytes between two places as long as more than `longest` passes in them.
    private func leaps(
        from start: Sighting,
        to end: Sighting,
        _ longest: Int64,
        _ video: Int,
        _ packet: borrowing Packet
    ) -> Bool {
        var (start, end) = (start, end)
        while start.ticks <= end.ticks {
            guard Int128(end.ticks) - Int128(start.ticks) > longest else { return false }
            let middle = start.position + (end.position - start.position) / 2
            guard end.position - start.position > Self.closest, let seen = sighting(middle, video, packet) else {
                break
            }
            guard start.ticks <= seen.ticks, seen.ticks <= end.ticks else { return true }
            let isFirst = Int128(seen.ticks) - Int128(start.ticks) > Int128(end.ticks) - Int128(seen.ticks)
            (start, end) = isFirst ? (start, seen) : (seen, end)
        }
        return true
    }

    /// Moves to the byte `position`.
    func seek(toByte position: Int64) -> Bool {
        unsafe av_seek_frame(pointer, -1, position, AVSEEK_FLAG_BYTE) >= 0
    }
}
