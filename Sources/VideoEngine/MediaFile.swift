// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import RenderKit
import RenderProtocol

/// An open file and the video track in it that pictures are taken from.
@safe
struct MediaFile: ~Copyable {
    let source: UnsafePointer<ByteSource>
    private let limits: RenderLimits
    /// What libavformat knows of it: while ``isFolded``, the headers alone.
    private(set) var format: FormatContext
    /// What its header tells of the video track, where our own reader understands it.
    let index: MovieIndex?
    /// Whether packets can be read by ``index`` alone: those of keyframes, and the first ones.
    private(set) var isFolded: Bool
    /// The position of the video track among the streams; `nil` when there is none.
    let video: Int?
    /// Whether frames carry times; otherwise they are counted, one tick each.
    let isTimed: Bool
    /// Seconds in a tick of the video track.
    let timeBase: AVRational
    /// The tick at which the track's own timeline starts.
    let zero: Int64
    /// Where its clock leaps; the leaps are taken out of all times that are told.
    let leaps: ClockLeaps?
    /// When the track is shown, as far as the headers tell it.
    let presentation: Presentation
    /// Whether the demuxer knows where in the file an instant is, or looks for it by its time.
    let findsTimes: Bool
    /// Whether the streams are known without decoding any of their frames.
    private var isKnownByHeaders: Bool

    /// Opens `source`, which must stay valid as long as this value, and finds out what it holds.
    init(opening source: UnsafePointer<ByteSource>, within limits: RenderLimits) throws(Failure) {
        if let file = unsafe try Self.byHeader(of: source, within: limits) {
            self = file
        } else {
            unsafe try self.init(Self.open(source, limits), nil, of: source, within: limits)
        }
    }

    /// Opens `source` by its header alone, where our own reader understands it.
    static func byHeader(of source: UnsafePointer<ByteSource>, within limits: RenderLimits) throws(Failure)
        -> MediaFile?
    {
        guard let index = unsafe MovieIndex(BoxReader(reading: source)),
            let header = FormatContext.ofHeader(index, within: limits)
        else { return nil }
        return unsafe try MediaFile(
            learned(header, source, limits, isKnown: true),
            index,
            of: source,
            within: limits
        )
    }

    /// Takes over `format`, which was opened from `source`, and finds out what it holds.
    init(learning format: consuming FormatContext, of source: UnsafePointer<ByteSource>, within limits: RenderLimits)
        throws(Failure)
    {
        unsafe try self.init(Self.learned(format, source, limits), nil, of: source, within: limits)
    }

    /// - Parameter index: Where it is one, `format` knows the headers alone.
    private init(
        _ format: consuming FormatContext,
        _ index: MovieIndex?,
        of source: UnsafePointer<ByteSource>,
        within limits: RenderLimits
    ) throws(Failure) {
        let video = format.bestVideo()
        let isTimed = !InputFormats.elementary.contains(format.demuxerName)
        let timeBase = format.timeBase(of: video, isTimed: isTimed)
        let leaps = unsafe try Self.leaps(of: video, in: format, source)
        let zero = leaps?.start ?? (isTimed ? format.startTicks(of: video, timeBase) : 0)
        let reader = unsafe BoxReader(reading: source)
        let header = format.demuxerName == "mov" ? MovieHeader(reader) : nil
        let edited = video.flatMap { video in header.flatMap { format.presentation(of: video, by: $0, timeBase) } }
        unsafe self.source = source
        self.index = index
        isFolded = index != nil
        self.limits = limits
        self.video = video
        self.isTimed = isTimed
        self.timeBase = timeBase
        self.zero = zero
        self.leaps = leaps
        findsTimes = isTimed && (format.demuxerName != "mxf" || MaterialExchange.isComplete(reader))
        presentation = edited ?? Presentation(from: zero, trackBase: timeBase)
        isKnownByHeaders = format.isKnownByHeaders
        self.format = format
        discardOthers()
    }

    private static func leaps(
        of video: Int?,
        in format: borrowing FormatContext,
        _ source: UnsafePointer<ByteSource>
    ) throws(Failure) -> ClockLeaps? {
        guard let video else { return nil }
        do { return unsafe try format.leaps(of: video, size: source.pointee.size, source.pointee.isRemote) } catch {
            throw .library(error)
        }
    }

    /// Opens `source` and finds out its streams, unless `isKnown` says that headers tell them.
    private static func open(
        _ source: UnsafePointer<ByteSource>,
        _ limits: RenderLimits,
        isKnown: Bool = false
    ) throws(Failure) -> FormatContext {
        let format: FormatContext
        do throws(FFmpegError) {
            format = unsafe try FormatContext(opening: source, within: limits)
        } catch {
            throw .opening(error)
        }
        return unsafe try learned(format, source, limits, isKnown: isKnown)
    }

    private static func learned(
        _ format: consuming FormatContext,
        _ source: UnsafePointer<ByteSource>,
        _ limits: RenderLimits,
        isKnown: Bool = false
    ) throws(Failure) -> FormatContext {
        do throws(FFmpegError) {
            try format.hold(limits)
            if isKnown {
                format.adoptOrder()
            } else if !format.tellsStreams {
                try format.findStreams(limits)
            } else if try !format.learnStarts() {
                // What is decoded from the middle on tells another order.
                if format.demuxerName == "matroska" {
                    format = unsafe try FormatContext(opening: source, within: limits)
                }
                try format.findStreams(limits)
            }
            try format.hold(limits)
            return format
        } catch {
            throw error.exceeded.map { $0 == .pixels ? .tooManyPixels(limits) : .tooManyStreams(limits) }
                ?? .opening(error)
        }
    }

    /// Lets libavformat read the whole index, so that any packet can be read.
    ///
    /// - Returns: Whether it had not before.
    mutating func unfold() throws(Failure) -> Bool {
        guard isFolded else { return false }
        format = unsafe try Self.open(source, limits)
        isFolded = false
        isKnownByHeaders = format.isKnownByHeaders
        discardOthers()
        return true
    }

    /// Goes back to the first packet by opening the file again: the one way that works with every container.
    ///
    /// Matroska's index would be lost by that until the next seek; it leads to the first packet as well.
    mutating func rewind() throws(Failure) {
        if let video, format.demuxerName == "matroska", format.indexCount(of: video) > 1,
            let first = format.indexEntry(0, of: video), first.ticks <= firstTicks, seek(to: first.ticks)
        {
            return
        }
        let start = video.map { unsafe format.stream($0).pointee.start_time }
        format = unsafe try Self.open(source, limits, isKnown: isKnownByHeaders)
        // Of what is known, libavformat may not find it again.
        if isKnownByHeaders, let video, let start { unsafe format.stream(video).pointee.start_time = start }
        discardOthers()
    }

    /// The tick of the track's first frame, as far as the headers tell it.
    var firstTicks: Int64 {
        let start = video.map { unsafe format.stream($0).pointee.start_time } ?? vignette_nopts()
        return isTimed && leaps == nil && start != vignette_nopts() ? max(zero, start) : zero
    }

    /// Bytes in the file.
    var size: Int64 { unsafe source.pointee.size }

    /// Tells the demuxer that only the video track is wanted.
    private func discardOthers() {
        for index in 0..<format.streamCount {
            format.setDiscard(index == video ? AVDISCARD_DEFAULT : AVDISCARD_ALL, of: index)
        }
    }

    /// Reads the next packet of the video track.
    ///
    /// - Returns: Whether there was one; otherwise the end, or what can't be read, was reached.
    func read(into packet: borrowing Packet) -> Bool {
        while format.read(into: packet) {
            guard packet.streamIndex == video else { continue }
            if let leaps, let position = packet.position { packet.delay(by: leaps.offset(at: position)) }
            return true
        }
        return false
    }

    /// Moves to a keyframe at or before `ticks`, as far as the container lets one find it.
    ///
    /// - Returns: Whether the container can do that at all.
    func seek(to ticks: Int64) -> Bool {
        guard let video else { return false }
        if let leaps { return format.seek(toByte: leaps.keyframe(before: ticks)) }
        return format.seek(stream: video, to: ticks)
    }

    /// Converts seconds to ticks of the video track.
    func ticks(seconds: Int64) -> Int64 {
        av_rescale_q(seconds, AVRational(num: 1, den: 1), timeBase)
    }
}
