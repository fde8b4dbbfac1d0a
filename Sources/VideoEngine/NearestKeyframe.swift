// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage

extension FrameReader {
    /// Makes the keyframe nearest to `ticks` the current frame; of two that are as near, the earlier.
    ///
    /// - Returns: The frame, or `nil` when no keyframe lies within `tolerance` ticks or it cannot be decoded alone.
    mutating func showKeyframe(nearestTo ticks: Int64, within tolerance: Int64) throws(Failure) -> FrameMark? {
        guard !isSequential, tolerance > 0 else { return nil }
        let candidate = try file.newPacket()
        let found =
            try extent.hasCompleteIndex
            ? findByIndex(ticks, tolerance, candidate) : findByReading(ticks, tolerance, candidate)
        guard let found else { return nil }
        if let mark, mark.isKeyframe, mark.ticks == found { return mark }
        return try decodeAlone(candidate)
    }

    /// Looks the keyframe up and reads it into `candidate`.
    ///
    /// - Returns: The tick at which it is shown.
    private mutating func findByIndex(
        _ ticks: Int64,
        _ tolerance: Int64,
        _ candidate: borrowing Packet
    ) throws(Failure) -> Int64? {
        guard let video = file.video else { return nil }
        // An MP4 index knows decoding times: the first keyframe that is read tells by how much they differ, the second
        // look finds the right one. Streams whose delay varies may need more.
        for _ in 0..<4 {
            let delay = indexDelay ?? 0
            let before = file.format.keyframe(.before, ticks - delay, of: video)
            let after = file.format.keyframe(.after, ticks - delay, of: video)
            guard let entry = Self.nearest(before, after, to: ticks - delay) else { return nil }
            let expected = entry.ticks + delay
            if indexDelay != nil {
                guard abs(expected - ticks) <= tolerance else { return nil }
                if let mark, mark.isKeyframe, mark.ticks == expected { return expected }
            }
            isContinuous = false
            guard file.seek(to: expected), let shown = readKeyframe(into: candidate) else { return nil }
            if indexDelay != nil, shown == expected { return shown }
            indexDelay = file.indexDelay(of: candidate)
        }
        return nil
    }

    private static func nearest(_ before: IndexEntry?, _ after: IndexEntry?, to ticks: Int64) -> IndexEntry? {
        guard let before else { return after }
        guard let after else { return before }
        return abs(after.ticks - ticks) < abs(ticks - before.ticks) ? after : before
    }

    /// Reads up to the next keyframe that is shown.
    private func readKeyframe(into candidate: borrowing Packet) -> Int64? {
        while file.read(into: candidate) {
            guard candidate.isKeyframe, !candidate.isHidden else { continue }
            return candidate.ticks
        }
        return nil
    }

    /// Finds the keyframe by reading packets on both sides of `ticks`, for containers without an index.
    private mutating func findByReading(
        _ ticks: Int64,
        _ tolerance: Int64,
        _ candidate: borrowing Packet
    ) throws(Failure) -> Int64? {
        var back: Int64 = 0
        var found: Int64?
        while true {
            isContinuous = false
            guard file.seek(to: ticks - back) else { return found }
            found = try scan(ticks, tolerance, candidate)
            // A seek may land behind a keyframe that is nearer than the one found, even at the start.
            if let found, found <= ticks { return found }
            guard back <= tolerance, ticks - back >= file.zero else { return found }
            back = max(file.ticks(seconds: 1), back * 4)
        }
    }

    /// Reads from the current position until no nearer keyframe can come.
    private mutating func scan(
        _ ticks: Int64,
        _ tolerance: Int64,
        _ candidate: borrowing Packet
    ) throws(Failure) -> Int64? {
        var best: Int64?
        var reach = tolerance
        var isBehindBest = false
        while file.read(into: packet) {
            if isBehindBest { try keep(packet, in: secondField) }
            isBehindBest = false
            if let decoding = packet.decodingTicks, decoding > ticks + reach { break }
            guard packet.isKeyframe, !packet.isHidden, let shown = packet.ticks else { continue }
            let distance = abs(shown - ticks)
            guard best == nil ? distance <= reach : distance < reach else { continue }
            try keep(packet, in: candidate)
            secondField.clear()
            isBehindBest = true
            best = shown
            reach = distance
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
            if time == ticks { return !following.isCorrupt }
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
        decoder.skipDisposableFrames(false)
    }
}

extension MediaFile {
    /// Ticks by which `keyframe` is shown later than the index says.
    fileprivate func indexDelay(of keyframe: borrowing Packet) -> Int64 {
        guard format.demuxerName == "mov", let shown = keyframe.ticks, let decoded = keyframe.decodingTicks else {
            return 0
        }
        return shown - decoded
    }
}
