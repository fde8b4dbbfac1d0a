// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage

/// A keyframe that may stand in for the exact frame.
private struct Keyframe {
    /// In ticks of the track.
    var ticks: Int64
    /// When it is shown, in ticks of the player's timeline.
    var shown: Int64
}

extension FrameReader {
    /// Keyframes that may lie between the one that is decoded at an instant and the one that is shown: no codec holds
    /// back more frames.
    private static var reorderLimit: Int { 32 }

    /// Ticks by which keyframes are shown later than the index says, about.
    var indexDelay: Int64 { keyframeTimes.delay }

    /// Makes the keyframe that is shown nearest to `shown` the current frame; of two that are as near, the earlier.
    ///
    /// - Parameter tolerance: Ticks of the player's timeline, as `shown` is.
    /// - Returns: The frame, or `nil` when no keyframe is shown within `tolerance` or it cannot be decoded alone.
    mutating func showKeyframe(nearestTo shown: Int64, within tolerance: Int64) throws(Failure) -> FrameMark? {
        guard !isSequential, tolerance > 0 else { return nil }
        let candidate = try file.newPacket()
        var best: Keyframe?
        for index in extent.presentation.segments(within: tolerance, of: shown) {
            let reach = best.map { abs($0.shown - shown) } ?? tolerance
            let found =
                if let movie = file.index {
                    find(in: movie, shown, reach, index)
                } else if extent.hasCompleteIndex {
                    try findByIndex(shown, reach, index, candidate)
                } else {
                    try findByReading(shown, reach, index, candidate)
                }
            guard let found, best.map({ isNearer(found, $0, to: shown) }) ?? true else { continue }
            best = found
        }
        guard let best else { return nil }
        if var mark, mark.isKeyframe, mark.ticks == best.ticks {
            mark.shown = best.shown
            return mark
        }
        if candidate.ticks != best.ticks {
            isContinuous = false
            guard try readKeyframe(shownAt: best.ticks, into: candidate) else { return nil }
        }
        guard var mark = try decodeAlone(candidate) else { return nil }
        mark.shown = best.shown
        return mark
    }

    private func isNearer(_ keyframe: Keyframe, _ other: Keyframe, to shown: Int64) -> Bool {
        let (distance, others) = (abs(keyframe.shown - shown), abs(other.shown - shown))
        return distance == others ? keyframe.shown < other.shown : distance < others
    }

    /// Describes the keyframe at `ticks`; `nil` where the segment at `index` does not show its beginning.
    private func keyframe(_ ticks: Int64, in index: Int) -> Keyframe? {
        guard extent.presentation.frames(in: index).contains(ticks) else { return nil }
        return Keyframe(ticks: ticks, shown: extent.presentation.shown(ticks, in: index))
    }

    /// Looks up the keyframe in the segment at `index` that is nearest to `shown`, in what our own reader knows.
    private func find(in movie: MovieIndex, _ shown: Int64, _ tolerance: Int64, _ index: Int) -> Keyframe? {
        let (before, after) = movie.keyframes(around: extent.presentation.media(at: shown, in: index))
        return [before, after]
            .compactMap { $0.flatMap { keyframe($0.time.shown, in: index) } }
            .filter { abs($0.shown - shown) <= tolerance }
            .min { isNearer($0, $1, to: shown) }
    }

    /// Looks up the keyframe in the segment at `index` that is nearest to `shown`.
    ///
    /// The index may know decoding times only. Frames are shown no earlier than they are decoded, and keyframes in the
    /// order in which they are decoded: so the ones on both sides are found by reading them.
    private mutating func findByIndex(
        _ shown: Int64,
        _ tolerance: Int64,
        _ index: Int,
        _ candidate: borrowing Packet
    ) throws(Failure) -> Keyframe? {
        guard let video = file.video else { return nil }
        let presentation = extent.presentation
        let wanted = presentation.media(at: shown, in: index)
        var after = file.format.keyframe(.after, wanted + 1, of: video)
        var entry = file.format.keyframe(.before, wanted, of: video)
        var earlier: Keyframe?
        var steps = 0
        while let current = entry {
            steps += 1
            guard steps <= Self.reorderLimit, let ticks = try time(of: current, candidate) else { return nil }
            if ticks <= wanted {
                earlier = keyframe(ticks, in: index)
                break
            }
            after = current
            entry = file.format.keyframe(.before, current.ticks - 1, of: video)
        }
        if let found = earlier, abs(found.shown - shown) > tolerance { earlier = nil }
        let reach = earlier.map { shown - $0.shown } ?? tolerance
        guard let after, presentation.shown(after.ticks, in: index) - shown <= reach,
            let ticks = try time(of: after, candidate), let later = keyframe(ticks, in: index),
            abs(later.shown - shown) <= tolerance
        else { return earlier }
        return earlier.map { isNearer(later, $0, to: shown) } ?? true ? later : earlier
    }

    /// When the keyframe of `entry` is shown; reads it into `candidate` where the index does not tell.
    private mutating func time(of entry: IndexEntry, _ candidate: borrowing Packet) throws(Failure) -> Int64? {
        guard let video = file.video, file.listsDecodingTimes else { return entry.ticks }
        if let known = keyframeTimes[decoded: entry.ticks] { return known }
        isContinuous = false
        guard file.format.seekAny(stream: video, to: entry.ticks) else { return nil }
        while file.read(into: candidate) {
            guard candidate.isKeyframe, let decoded = candidate.decodingTicks, decoded >= entry.ticks else { continue }
            guard let ticks = candidate.ticks else { return nil }
            keyframeTimes.note(decoded: entry.ticks, shown: ticks)
            return ticks
        }
        return nil
    }

    /// Reads the keyframe that is shown at `ticks`.
    private func readKeyframe(shownAt ticks: Int64, into candidate: borrowing Packet) throws(Failure) -> Bool {
        if let movie = file.index {
            guard let keyframe = movie.keyframes(around: ticks).before, keyframe.time.shown == ticks else {
                return false
            }
            return try file.read(keyframe, of: movie, isKeyframe: true, into: candidate)
        }
        guard file.seek(to: ticks) else { return false }
        while file.read(into: candidate) {
            guard candidate.isKeyframe, let shown = candidate.ticks, shown >= ticks else { continue }
            return shown == ticks
        }
        return false
    }

    /// Finds the keyframe by reading packets on both sides of `ticks`, for containers without an index.
    private mutating func findByReading(
        _ shown: Int64,
        _ tolerance: Int64,
        _ index: Int,
        _ candidate: borrowing Packet
    ) throws(Failure) -> Keyframe? {
        let wanted = extent.presentation.media(at: shown, in: index)
        let reach = tolerance / extent.presentation.scale + 1
        var back: Int64 = 0
        var found: Keyframe?
        var isComplete = false
        while wanted - back > file.zero || back == 0 {
            isContinuous = false
            guard file.seek(to: wanted - back) else { break }
            found = try scan(shown, tolerance, index, behind: found, candidate, &isComplete)
            if isComplete { return found }
            guard back <= reach else { return found }
            back = max(file.ticks(seconds: 1), back * 4)
        }
        // A seek may land behind a keyframe that is nearer than the one found, even at the start.
        isContinuous = false
        try file.rewind()
        return try scan(shown, tolerance, index, behind: found, candidate, &isComplete)
    }

    /// Reads from the current position until no nearer keyframe can come.
    ///
    /// - Parameters:
    ///   - later: The nearest keyframe behind a position from which was read before, kept in `candidate`: none of those
    ///     that are shown later has to be read again.
    ///   - isComplete: Set where a keyframe was seen that is shown no later than `shown`: none before it is nearer.
    /// - Returns: `nil` also where a keyframe does not tell when it is shown: it might be the nearest.
    private mutating func scan(
        _ shown: Int64,
        _ tolerance: Int64,
        _ index: Int,
        behind later: Keyframe?,
        _ candidate: borrowing Packet,
        _ isComplete: inout Bool
    ) throws(Failure) -> Keyframe? {
        let presentation = extent.presentation
        let wanted = presentation.media(at: shown, in: index)
        var best = later
        var isBehindBest = false
        while file.read(into: packet) {
            if isBehindBest { try keep(packet, in: secondField) }
            isBehindBest = false
            let reach = later == nil ? best.map { abs($0.shown - shown) } ?? tolerance : 0
            if let decoding = packet.decodingTicks, presentation.shown(decoding, in: index) - shown > reach { break }
            guard packet.isKeyframe, !packet.isHidden else { continue }
            guard packet.hasPresentationTime, let ticks = packet.ticks else { return nil }
            if ticks <= wanted { isComplete = true }
            guard let found = keyframe(ticks, in: index), abs(found.shown - shown) <= tolerance,
                best.map({ isNearer(found, $0, to: shown) }) ?? true
            else { continue }
            try keep(packet, in: candidate)
            secondField.clear()
            isBehindBest = true
            best = found
        }
        return best
    }

    private func keep(_ packet: borrowing Packet, in other: borrowing Packet) throws(Failure) {
        do { try other.refer(to: packet) } catch { throw .library(error) }
    }

    /// Decodes `candidate` without any other packet but, where fields come one by one, the second one.
    private mutating func decodeAlone(_ candidate: borrowing Packet) throws(Failure) -> FrameMark? {
        guard let shown = candidate.ticks else { return nil }
        if candidate.isEncrypted { throw .encrypted }
        resetDecoder()
        // No other frame is built on this one.
        decoder.skipDeblocking(hidesBlocks)
        let isDecoded: Bool
        do throws(FFmpegError) {
            _ = try decoder.send(candidate)
            if hasSeparateFields, !secondField.isEmpty { _ = try decoder.send(secondField) }
            try decoder.drain()
            isDecoded = try receiveFrame(at: shown)
        } catch {
            resetDecoder()
            try tolerate(error)
            return nil
        }
        resetDecoder()
        guard isDecoded else { return nil }
        followingMark = FrameMark(
            ticks: shown,
            duration: following.duration,
            isKeyframe: following.isKeyframe,
            kind: following.kind,
            keyframeTicks: shown,
            isDamaged: following.isDamaged,
            orientation: following.orientation ?? .upright
        )
        step()
        return mark
    }

    /// Fetches frames until the one that is shown at `ticks`, and none that is incomplete.
    private func receiveFrame(at ticks: Int64) throws(FFmpegError) -> Bool {
        while try decoder.receive(into: following) == .done {
            let time = following.ticks ?? ticks
            // Demuxers take some packets for keyframes that they did not look into.
            if time == ticks { return following.isIntra && !following.isCorrupt }
        }
        return false
    }

    /// Whether a packet may hold one field only, as in transport streams of interlaced video.
    private var hasSeparateFields: Bool {
        guard let video = file.video, !file.tellsPresentationTimes else { return false }
        return file.format.isInterlaced(video)
    }

    private func resetDecoder() {
        decoder.flush()
        decoder.skipDeblocking(false)
        decoder.skipDisposableFrames(false)
    }
}

extension MediaFile {
    /// Whether the index lists when frames are decoded, and not when they are shown.
    fileprivate var listsDecodingTimes: Bool { format.demuxerName == "mov" }

    /// Reads the bytes of `frame` into `packet`.
    ///
    /// - Returns: Whether they are there.
    func read(_ frame: IndexedSample, of index: MovieIndex, isKeyframe: Bool, into packet: borrowing Packet)
        throws(Failure) -> Bool
    {
        guard let video, let place = index.place(of: frame), place.upperBound <= size else { return false }
        do throws(FFmpegError) {
            return unsafe try packet.read(place, of: source.pointee, frame.time, isKeyframe: isKeyframe, stream: video)
        } catch {
            throw .library(error)
        }
    }
}
