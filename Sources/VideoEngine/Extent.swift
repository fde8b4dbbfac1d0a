// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model

/// How far the video track really reaches.
struct Extent {
    /// What is shown when, up to D.
    var presentation: Presentation
    /// What is worth telling of a file that claims more.
    var note: String?
    /// Whether the container's index lists every keyframe.
    var hasCompleteIndex: Bool

    /// D, on the player's timeline.
    var time: MediaTime { presentation.extent }
}

/// How far the frames of a track reach.
private struct TrackEnd {
    /// The end of the last frame, in ticks of the track.
    var ticks: Int64
    /// Whether the file claims more.
    var isCut = false
    var hasCompleteIndex = false
}

extension MediaFile {
    /// Entries of an index to read before its end, so that reordered frames are among them.
    private static let tailEntries = 64

    /// Finds out where the last frame ends by reading the packets at the end of the file.
    ///
    /// Leaves the reading position anywhere.
    mutating func measureExtent() throws(Failure) -> Extent {
        let track = try measureTrack()
        var presentation = presentation
        let lacks = presentation.end(atMedia: max(zero + 1, track.ticks), isCut: track.isCut)
        let end = presentation.extent.milliseconds
        return Extent(
            presentation: presentation,
            note: lacks
                ? "The file is damaged or incomplete: its video ends at \(end) ms, earlier than it claims." : nil,
            hasCompleteIndex: track.hasCompleteIndex
        )
    }

    private mutating func measureTrack() throws(Failure) -> TrackEnd {
        guard let video else { return TrackEnd(ticks: zero + 1) }
        if let index { return TrackEnd(ticks: index.end, hasCompleteIndex: true) }
        guard isTimed else { return try countFrames() }
        if let leaps { return TrackEnd(ticks: leaps.end) }
        if format.demuxerName == "mov", let end = try measureByIndex(video) { return end }
        return try measureBySeeking(video)
    }

    /// Counts the frames of a stream without times.
    private mutating func countFrames() throws(Failure) -> TrackEnd {
        let packet = try newPacket()
        var count: Int64 = 0
        while read(into: packet) { count += 1 }
        return TrackEnd(ticks: count)
    }

    /// Uses the index that a QuickTime or MP4 file begins or ends with.
    ///
    /// Fragmented files have none, or only of their beginning.
    private mutating func measureByIndex(_ video: Int) throws(Failure) -> TrackEnd? {
        let count = format.indexCount(of: video)
        guard count > 0 else { return nil }
        let last = (0..<count).last { (format.indexEntry($0, of: video)?.end ?? .max) <= size }
        guard let last, let first = format.indexEntry(max(0, last - Self.tailEntries), of: video),
            format.seekAny(stream: video, to: first.ticks)
        else { return nil }
        let packet = try newPacket()
        var tail = Tail(file: self)
        var isBeyondIndex = false
        while read(into: packet) {
            tail.add(packet, of: self)
            // Fragments follow: there may be hours of them.
            isBeyondIndex = isBeyondIndex || format.indexCount(of: video) > count
            if isBeyondIndex { return nil }
        }
        guard let end = tail.end else { return nil }
        let isCut = last < count - 1
        return TrackEnd(ticks: isCut ? tail.unbrokenEnd ?? end : end, isCut: isCut, hasCompleteIndex: true)
    }

    /// Looks for the end near where the file claims it, then further and further before.
    private mutating func measureBySeeking(_ video: Int) throws(Failure) -> TrackEnd {
        let claimed = claimedEnd
        let packet = try newPacket()
        includeSound(true)
        var tail = Tail(file: self)
        var back = ticks(seconds: 1)
        var isComplete = false
        while findsTimes, let claimed, claimed - back > zero {
            if seek(to: claimed - back) {
                // Matroska has read its whole index by now, or every cluster where there is none.
                isComplete = format.demuxerName == "matroska" && format.indexCount(of: video) > 1
                while format.read(into: packet) { tail.add(packet, of: self) }
                if tail.end != nil { break }
            }
            back *= 4
        }
        if tail.end == nil {
            try rewind()
            includeSound(true)
            while format.read(into: packet) { tail.add(packet, of: self) }
        }
        includeSound(false)
        let end = tail.end ?? zero + max(1, tail.count * tail.usualDuration)
        let fileEnd = max(end, tail.soundEnd ?? end)
        let missing = claimed.map { $0 - fileEnd } ?? 0
        let isShort = missing > max(self.ticks(seconds: 1), fileEnd / 50) && !isClaimGuessed
        return TrackEnd(
            ticks: isShort ? tail.unbrokenEnd ?? end : end,
            isCut: isShort,
            hasCompleteIndex: isComplete
        )
    }

    func newPacket() throws(Failure) -> Packet {
        do { return try Packet() } catch { throw .library(error) }
    }

    func milliseconds(_ ticks: Int64) -> Int64 {
        MediaTime(ticks: ticks, numerator: timeBase.num, denominator: timeBase.den).milliseconds
    }

    private func includeSound(_ isIncluded: Bool) {
        for index in 0..<format.streamCount where format.kind(of: index) == AVMEDIA_TYPE_AUDIO {
            format.setDiscard(isIncluded ? AVDISCARD_DEFAULT : AVDISCARD_ALL, of: index)
        }
    }

    /// Whether decoding times begin where presentation does, and not before it.
    var decodesFromZero: Bool { ["avi", "mxf"].contains(format.demuxerName) }

    /// The tick at which the video track ends by its own header; `nil` when it says nothing.
    fileprivate func trackEnd(_ video: Int) -> Int64? {
        let nopts = vignette_nopts()
        let (start, duration) = unsafe (format.stream(video).pointee.start_time, format.stream(video).pointee.duration)
        guard start != nopts, duration != nopts, duration > 0 else { return nil }
        let (end, overflow) = start.addingReportingOverflow(duration)
        return overflow ? nil : end
    }

    /// The tick at which the file, by its headers, ends; `nil` when they say nothing.
    fileprivate var claimedEnd: Int64? {
        let nopts = vignette_nopts()
        let duration = unsafe format.pointer.pointee.duration
        guard duration != nopts, duration > 0 else { return nil }
        let (end, overflow) = zero.addingReportingOverflow(av_rescale_q(duration, vignette_time_base(), timeBase))
        return overflow ? nil : end
    }

    /// Whether the claimed duration is libavformat's guess from the bit rate.
    private var isClaimGuessed: Bool {
        unsafe format.pointer.pointee.duration_estimation_method == AVFMT_DURATION_FROM_BITRATE
    }
}

/// What the packets at the end of a file add up to.
private struct Tail {
    /// More frames than any decoder holds back to put them into order.
    private static let recentLimit = 64

    /// The end of the last frame, in ticks of the video track.
    var end: Int64?
    /// The end of the last sound, in the same ticks.
    var soundEnd: Int64?
    /// Packets of video.
    var count: Int64 = 0
    /// Ticks of a frame that does not tell its own.
    let usualDuration: Int64

    /// Where the headers say that the track ends.
    private let claimedEnd: Int64?
    /// Frames by which decoding runs ahead of showing.
    private let delay: Int64
    private var lastStart: Int64 = .min
    /// When the last frames are shown, and when the last one of all is decoded.
    private var recent: [ClosedRange<Int64>] = []
    private var lastDecoding: Int64?
    /// Whether a frame without a presentation time was seen.
    private var isVague = false

    init(file: borrowing MediaFile) {
        let video = file.video ?? 0
        let rate = file.format.frameRate(of: video)
        let perFrame = rate.num > 0 ? av_rescale_q(1, AVRational(num: rate.den, den: rate.num), file.timeBase) : 0
        usualDuration = max(1, perFrame > 0 ? perFrame : file.ticks(seconds: 1) / 25)
        // In AVI and MXF, each frame takes as long as the others.
        claimedEnd = file.decodesFromZero ? nil : file.trackEnd(video) ?? (rate.num > 0 ? nil : file.claimedEnd)
        delay = Int64(max(0, unsafe file.format.parameters(video).pointee.video_delay))
    }

    mutating func add(_ packet: borrowing Packet, of file: borrowing MediaFile) {
        let isVideo = packet.streamIndex == file.video
        if isVideo { count += 1 }
        guard let start = packet.ticks, !packet.isHidden, !packet.isCorrupt else { return }
        guard isVideo else {
            let base = unsafe file.format.stream(packet.streamIndex).pointee.time_base
            let finish = av_rescale_q(start.addingReportingOverflow(packet.duration).partialValue, base, file.timeBase)
            soundEnd = max(soundEnd ?? finish, finish)
            return
        }
        isVague = isVague || !packet.hasPresentationTime
        lastDecoding = packet.decodingTicks
        addFrame(start, packet.duration)
        // Some frames tell only when they are decoded: the last one is shown later by what the decoder holds back.
        if isVague, !file.decodesFromZero, let decoding = packet.decodingTicks, let known = end {
            end = max(known, decoding + (1 + delay) * usualDuration)
        }
    }

    /// The end of the frames among which none is missing, in a file that is cut.
    ///
    /// What is missing would be decoded later, and so shown later, than what is there.
    var unbrokenEnd: Int64? {
        guard let lastDecoding else { return nil }
        let last = recent.filter { $0.upperBound > lastDecoding }.sorted { $0.lowerBound < $1.lowerBound }
        guard var end = last.first?.upperBound else { return nil }
        for span in last.dropFirst() {
            guard span.lowerBound - end <= usualDuration / 2 else { break }
            end = max(end, span.upperBound)
        }
        return end
    }

    private mutating func addFrame(_ start: Int64, _ duration: Int64) {
        let (finish, overflow) = start.addingReportingOverflow(duration > 0 ? duration : usualDuration)
        guard !overflow else { return }
        if recent.count == Self.recentLimit { recent.removeFirst() }
        recent.append(start...finish)
        guard start >= lastStart else { return }
        lastStart = start
        // No header is believed that holds the last frame for longer than a slide is shown.
        let isPlausible = claimedEnd.map { $0 > start && $0 - start < usualDuration * 250 } ?? false
        end = duration == 0 && isPlausible ? claimedEnd : finish
    }
}
