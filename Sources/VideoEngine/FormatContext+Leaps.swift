// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

extension FormatContext {
    /// Files up to this size are read to the end to find leaps; of larger ones, some places are tried first.
    private static let wholeLimit: Int64 = 8 << 20
    private static let places: Int64 = 48
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
        if size > Self.wholeLimit, try !seemsToLeap(video, size) { return nil }
        guard seek(toByte: 0) else { return nil }
        let packet = try Packet()
        let rate = frameRate(of: video)
        let base = unsafe stream(video).pointee.time_base
        let usual = rate.num > 0 ? av_rescale_q(1, AVRational(num: rate.den, den: rate.num), base) : 1
        let longest = av_rescale_q(Self.longestStep, AVRational(num: 1, den: 1), base)
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
    ///
    /// - Returns: Whether it goes back anywhere, or on by more than files of an even rate do.
    private func seemsToLeap(_ video: Int, _ size: Int64) throws(FFmpegError) -> Bool {
        let packet = try Packet()
        var times: [Int64] = []
        for place in 0..<Self.places {
            guard seek(toByte: size / Self.places * place) else { return true }
            repeat {
                guard read(into: packet) else { return times.count < Int(place) }
            } while packet.streamIndex != video || packet.decodingTicks == nil
            times.append(packet.decodingTicks ?? 0)
        }
        let steps = zip(times, times.dropFirst()).map { Int128($1) - Int128($0) }
        guard let least = steps.min(), let most = steps.max(), least >= 0 else { return true }
        return most > 8 * max(1, steps.sorted()[steps.count / 2])
    }

    /// Moves to the byte `position`.
    func seek(toByte position: Int64) -> Bool {
        unsafe av_seek_frame(pointer, -1, position, AVSEEK_FLAG_BYTE) >= 0
    }
}
