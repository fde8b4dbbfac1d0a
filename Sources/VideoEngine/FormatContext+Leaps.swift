// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

extension FormatContext {
    /// Files up to this size are read to the end to find leaps; of larger ones, some places are tried first.
    private static let wholeLimit: Int64 = 8 << 20
    private static let places: Int64 = 48
    /// Bytes within which a place is not looked for any closer.
    private static let closest: Int64 = 1 << 20
    /// Seconds from one frame to the next above which the clock has leapt.
    ///
    /// - SeeAlso: ffmpeg's `-dts_delta_threshold`.
    private static let longestStep: Int64 = 10

    /// Where the clock of `video` leaps; `nil` where it does not, or where the container has one clock for all of it.
    ///
    /// The reading position is at the start afterwards, if it was moved at all.
    func leaps(of video: Int, size: Int64) throws(FFmpegError) -> ClockLeaps? {
        guard demuxerName == "mpegts", size > 0 else { return nil }
        for index in 0..<streamCount { setDiscard(index == video ? AVDISCARD_DEFAULT : AVDISCARD_ALL, of: index) }
        defer { _ = seek(toByte: 0) }
        let base = unsafe stream(video).pointee.time_base
        let longest = av_rescale_q(Self.longestStep, AVRational(num: 1, den: 1), base)
        if size > Self.wholeLimit, try !seemsToLeap(video, size, longest: longest) { return nil }
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

    /// Looks at the clock in places all over the file, and closer where it goes on by much.
    ///
    /// - Returns: Whether it goes back anywhere, or on by more than `longest` within a few bytes.
    private func seemsToLeap(_ video: Int, _ size: Int64, longest: Int64) throws(FFmpegError) -> Bool {
        let packet = try Packet()
        var known: Sighting?
        for place in 0..<Self.places {
            guard let seen = sighting(size / Self.places * place, video, packet) else { break }
            if let known, leaps(from: known, to: seen, longest, video, packet) { return true }
            known = seen
        }
        return known == nil
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
