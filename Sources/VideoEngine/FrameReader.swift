// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import PixelImage
import RenderProtocol

/// What is known of a decoded frame besides its picture.
struct FrameMark: Hashable {
    /// When it is shown, in ticks of the video track.
    var ticks: Int64
    /// When it is shown on the player's timeline, once it was chosen for an instant.
    var shown: Int64?
    /// Ticks; 0 when unknown.
    var duration: Int64
    var isKeyframe: Bool
    /// `nil` when the decoder does not tell.
    var kind: FrameReport.Kind?
    /// When the keyframe is shown that decoding began at; `nil` when it began at none.
    var keyframeTicks: Int64?
    /// Whether the decoder knows that parts of it are missing.
    var isDamaged = false
    /// How the stream itself says that it is turned.
    var orientation = Orientation.upright
}

/// Decodes the frames of a video track at any position, in ascending order cheaply.
struct FrameReader: ~Copyable {
    /// Refused packets that are remembered.
    private static let refusedLimit = 1 << 16

    var file: MediaFile
    let extent: Extent
    private(set) var decoder: CodecContext
    let packet: Packet
    /// The packet behind a keyframe that is to be decoded alone.
    let secondField: Packet
    /// The frame that is shown, and the one that follows it.
    let frame: Frame
    let following: Frame
    var mark: FrameMark?
    var followingMark: FrameMark?
    /// Whether decoding can go on behind `following`.
    var isContinuous = false
    /// The next packets of a file that is not unfolded, and the tick up to which all frames come of them.
    var (opening, openingEnd): (ArraySlice<IndexedSample>, Int64) = ([], .min)
    /// Whether the decoder gave its last frame.
    var hasEnded = false
    /// Whether the demuxer gave its last packet.
    var isDraining = false
    /// Whether packets are passed over until a keyframe comes.
    var awaitsKeyframe = false
    /// Whether the last keyframe did not tell when it is shown.
    var keyframesLackTimes = false
    /// Whether frames that are known to be incomplete are passed over until a complete one comes.
    var awaitsCleanFrame = false
    /// Frames decoded since the file was opened: the clock of streams without times.
    var ordinal: Int64 = 0
    /// Packets that the decoder refused, in all.
    var errors = 0
    /// The tick of the first frame, once it was seen.
    var firstTicks: Int64?
    /// Frames before this tick are not wanted, so that those which nothing is built on need no decoding.
    var disposableEnd: Int64?
    /// The last frame that is wanted of those that follow, so that the decoder gives it out as soon as it has its packet.
    var lastWanted: Int64?
    /// Threads that decode one frame after the other; the first error makes do with one.
    var threads = 1
    /// Whether the decoder has as many.
    private var isThreaded = false
    /// Whether a frame came of which parts were made up.
    private var hasSeenDamage = false
    /// Whether frames are shown so small that nobody can see the edges of blocks in them.
    let hidesBlocks: Bool
    /// Whether seeking failed, so that it is not tried again.
    var isSequential: Bool
    /// When keyframes are shown that the index lists by their decoding times, as far as they were read.
    var keyframeTimes = KeyframeTimes()
    /// When the last keyframe that came out of the decoder is shown.
    private var lastKeyframe: Int64?
    /// How the stream said last that its frames are turned, which holds up to the next keyframe.
    private var orientation = Orientation.upright
    /// When the frames would be shown whose packets the decoder refused, as far as it is known and kept.
    private var refused: Set<Int64> = []
    private let limits: RenderLimits

    init(file: consuming MediaFile, extent: Extent, limits: RenderLimits, hidesBlocks: Bool = false) throws(Failure) {
        guard let video = file.video else { throw .withoutVideo }
        let decoder = try file.openDecoder(of: video, limits)
        let packet = try file.newPacket()
        let secondField = try file.newPacket()
        let frame = try Self.newFrame()
        let following = try Self.newFrame()
        isSequential = !file.findsTimes
        self.file = file
        self.limits = limits
        self.hidesBlocks = hidesBlocks
        self.extent = extent
        self.decoder = decoder
        self.packet = packet
        self.secondField = secondField
        self.frame = frame
        self.following = following
    }

    static func newFrame() throws(Failure) -> Frame {
        do { return try Frame() } catch { throw .library(error) }
    }

    /// Makes sure that any frame can be decoded, not only keyframes and the first ones.
    mutating func unfold() throws(Failure) {
        let isUnfolded = try file.unfold()
        // How many frames the decoder holds back, it learns from all of the index.
        if isUnfolded || threads > 1 && !isThreaded { try reopenDecoder() }
    }

    private mutating func reopenDecoder() throws(Failure) {
        guard let video = file.video else { return }
        decoder = try file.openDecoder(of: video, limits, threads: threads)
        isThreaded = threads > 1
        isContinuous = false
    }

    /// Goes on with one thread where several met with damage: only then is it known which packet it was in, and what is
    /// made up does not depend on who is first.
    ///
    /// - Returns: Whether what was decoded is to be decoded again.
    mutating func distrustThreads() throws(Failure) -> Bool {
        guard isThreaded, errors > 0 || hasSeenDamage else { return false }
        (threads, errors, refused) = (1, 0, [])
        try reopenDecoder()
        return true
    }

    /// Decodes the next frame into `following`.
    ///
    /// - Returns: Whether there was one.
    mutating func decodeNext() throws(Failure) -> Bool {
        followingMark = nil
        while !hasEnded {
            switch try receive() {
            case .done:
                guard let mark = markOfReceived() else { continue }
                followingMark = mark
                return true
            case .again: try feed()
            case .end: hasEnded = true
            }
        }
        return false
    }

    /// Fetches a frame; what the decoder refuses is counted and passed over.
    private mutating func receive() throws(Failure) -> CodecContext.Outcome {
        do {
            return try decoder.receive(into: following)
        } catch {
            try tolerate(error)
            return isDraining ? .end : .again
        }
    }

    /// Reads the next packet.
    private mutating func readNext() throws(Failure) -> Bool {
        guard file.isFolded, let index = file.index else { return file.read(into: packet) }
        guard let next = opening.popFirst() else { return false }
        let isKeyframe = index.keyframes(around: next.time.shown).before == next
        return try file.read(next, of: index, isKeyframe: isKeyframe, into: packet)
    }

    /// Hands the next packet to the decoder.
    private mutating func feed() throws(Failure) {
        guard !isDraining else {
            hasEnded = true
            return
        }
        let isThere = try readNext()
        do throws(FFmpegError) {
            guard isThere else {
                try drain()
                return
            }
            if packet.isEncrypted { throw FFmpegError.sealed }
            // What follows a keyframe without a time of its own would be told at guessed times.
            guard !awaitsKeyframe || packet.isKeyframe && (packet.hasPresentationTime || !file.omitsTimes) else {
                return
            }
            awaitsKeyframe = false
            if packet.isKeyframe { keyframesLackTimes = !packet.hasPresentationTime }
            if packet.isCorrupt { noteRefused() }
            decoder.skipDisposableFrames((packet.ticks ?? .max) < disposableEnd ?? .min)
            _ = try decoder.send(packet)
            if let lastWanted, packet.ticks == lastWanted { try drain() }
        } catch {
            try tolerate(error)
        }
    }

    private mutating func drain() throws(FFmpegError) {
        isDraining = true
        try decoder.drain()
    }

    /// Counts `error`, unless it ends the job.
    mutating func tolerate(_ error: FFmpegError) throws(Failure) {
        if error == .sealed { throw .encrypted }
        if error.isOutOfMemory { throw .outOfMemory(error) }
        errors += 1
        noteRefused()
    }

    /// Remembers that the frame of the packet is not what it should be.
    private mutating func noteRefused() {
        if let ticks = packet.ticks, refused.count < Self.refusedLimit { refused.insert(ticks) }
    }

    /// Whether the decoder refused a packet whose frame would be shown in `span`.
    func hasRefused(in span: ClosedRange<Int64>) -> Bool {
        refused.contains { span.contains($0) }
    }

    /// Describes the frame in `following`; `nil` when it is not to be shown.
    private mutating func markOfReceived() -> FrameMark? {
        defer { ordinal += 1 }
        hasSeenDamage = hasSeenDamage || following.isDamaged
        if awaitsCleanFrame, !isClean { return nil }
        awaitsCleanFrame = false
        let previous = mark.map { $0.ticks + max(1, $0.duration) }
        let known = following.ticks.map { $0 - decodingDelay }
        let ticks = file.isTimed ? known ?? previous ?? firstTicks ?? file.zero : ordinal
        let duration = file.isTimed ? following.duration : 1
        if following.isKeyframe { lastKeyframe = ticks }
        orientation = following.orientation ?? (following.isKeyframe ? .upright : orientation)
        return FrameMark(
            ticks: ticks,
            duration: duration,
            isKeyframe: following.isKeyframe,
            kind: following.kind,
            keyframeTicks: lastKeyframe,
            isDamaged: following.isDamaged,
            orientation: orientation
        )
    }

    /// Whether the frame in `following`, the first ones behind a keyframe, is complete.
    ///
    /// The H.264 decoder knows, also where there are no keyframes but a gradual refresh. Others show a frame without
    /// those that it is built on, and demuxers take some packets for keyframes that they did not look into.
    private var isClean: Bool {
        !following.isCorrupt && (decoder.marksDisposableFrames || following.isIntra)
    }

    /// Makes the following frame the one that is shown.
    mutating func step() {
        frame.take(from: following)
        mark = followingMark
        followingMark = nil
    }

    /// Moves to a keyframe at or before `ticks`; nothing is decoded yet.
    ///
    /// - Returns: Whether the container could do it.
    mutating func seek(to ticks: Int64) -> Bool {
        guard !isSequential else { return false }
        guard file.seek(to: ticks) else {
            isSequential = true
            return false
        }
        restart()
        awaitsKeyframe = true
        awaitsCleanFrame = true
        return true
    }

    /// Moves to the first packet.
    mutating func rewind() throws(Failure) {
        try file.rewind()
        restart()
        ordinal = 0
    }

    mutating func restart() {
        decoder.flush()
        decoder.skipDisposableFrames(false)
        mark = nil
        followingMark = nil
        isContinuous = false
        hasEnded = false
        isDraining = false
        awaitsKeyframe = false
        awaitsCleanFrame = false
        disposableEnd = nil
        lastWanted = nil
        lastKeyframe = nil
        orientation = .upright
    }
}

extension MediaFile {
    /// Opens the decoder of `stream`.
    fileprivate func openDecoder(of stream: Int, _ limits: RenderLimits, threads: Int = 1) throws(Failure)
        -> CodecContext
    {
        let parameters = unsafe format.parameters(stream)
        let name = unsafe String(cString: avcodec_get_name(parameters.pointee.codec_id))
        guard let codec = unsafe avcodec_find_decoder(parameters.pointee.codec_id) else {
            throw format.isEncrypted(stream) ? .encrypted : .unknownCodec(name)
        }
        do {
            return unsafe try CodecContext(
                codec: codec,
                parameters: parameters,
                timeBase: format.stream(stream).pointee.time_base,
                pixels: limits.pixels,
                threads: threads
            )
        } catch {
            guard !error.isOutOfMemory else { throw .outOfMemory(error) }
            throw format.isEncrypted(stream) ? .encrypted : .damaged(error.description)
        }
    }
}

extension FrameReader {
    /// Ticks by which the time of the frame in `following` is too late.
    ///
    /// AVI, and MXF without its index, tell only when frames are decoded, the first at zero. What the decoder holds back
    /// to put frames into order is not meant to delay them.
    private var decodingDelay: Int64 {
        guard file.decodesFromZero, keyframesLackTimes || file.format.demuxerName == "avi" else { return 0 }
        return decoder.delay * max(1, following.duration)
    }
}

extension MediaFile {
    /// Whether every packet tells when its frame is shown.
    var tellsPresentationTimes: Bool { ["mov", "matroska"].contains(format.demuxerName) }

    /// Whether some packets tell no time at all, because a time belongs to a unit of several.
    fileprivate var omitsTimes: Bool { ["mpeg", "mpegts"].contains(format.demuxerName) }
}

extension FFmpegError {
    /// A packet that is sealed by common encryption.
    static let sealed = FFmpegError(code: vignette_averror(EACCES), function: "av_read_frame")
}
