// SPDX-License-Identifier: Apache-2.0

/// A stream whose clock leaps, as where files were joined, and how its parts follow each other without the leaps.
///
/// Players go on with the next part as it comes.
struct ClockLeaps {
    /// A part of the file in which the clock does not leap.
    private struct Part {
        /// The byte at which it begins.
        var position: Int64
        /// Ticks to add to its times.
        var offset: Int64
    }

    private var parts: [Part] = []
    /// Keyframes with the times of their decoding, the leaps taken out, and where they begin.
    private var keyframes: [(ticks: Int64, position: Int64)] = []
    /// When the first frame begins, and when the last one ends.
    private(set) var start: Int64
    private(set) var end: Int64
    private var decoded: Int64
    private var step: Int64

    /// Begins with the first packet of the stream.
    ///
    /// - Parameter usualDuration: Ticks of a frame that does not tell its own.
    init?(_ packet: borrowing Packet, usualDuration: Int64) {
        guard let shown = packet.ticks, let decoded = packet.decodingTicks else { return nil }
        (start, end, step, self.decoded) = (shown, shown, usualDuration, decoded)
        parts = [Part(position: 0, offset: 0)]
        add(packet, longest: .max)
    }

    /// Takes the next packet in the order of the file.
    ///
    /// - Parameter longest: Ticks by which the clock may go on from one frame to the next.
    mutating func add(_ packet: borrowing Packet, longest: Int64) {
        guard let shown = packet.ticks, let decoding = packet.decodingTicks else { return }
        let passed = Int128(decoding) - Int128(decoded)
        if passed < 0 || passed > max(Int128(longest), 4 * Int128(step)) {
            parts.append(Part(position: packet.position ?? .max, offset: end &- shown))
        } else if passed > 0 {
            step = Int64(passed)
        }
        decoded = decoding
        let offset = parts[parts.count - 1].offset
        end = max(end, shown &+ offset &+ (packet.duration > 0 ? packet.duration : step))
        guard packet.isKeyframe, packet.hasPresentationTime, let position = packet.position else { return }
        keyframes.append((decoding &+ offset, position))
    }

    /// Whether there is any.
    var isEmpty: Bool { parts.count < 2 }

    /// Ticks to add to the times of a packet that begins at the byte `position`.
    func offset(at position: Int64) -> Int64 {
        (parts.last { $0.position <= position } ?? parts[0]).offset
    }

    /// The byte at which the last keyframe begins that is decoded at `ticks` or before.
    func keyframe(before ticks: Int64) -> Int64 {
        (keyframes.last { $0.ticks <= ticks } ?? (0, 0)).position
    }
}
