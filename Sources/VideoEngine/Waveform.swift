// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage

/// How loud a sound is over its time, gathered in one pass without knowing how long it is.
struct Waveform: Hashable {
    /// The size in which it is drawn; the shapes are made from that.
    static let size = PixelSize(width: 1600, height: 800)

    /// Samples that lie together in time.
    struct Span: Hashable {
        /// The largest distance from silence, 0...1.
        var peak: Float = 0
        /// The sum of the squared samples, and how many there are.
        var energy: Double = 0
        var count = 0

        /// The effective value, 0...1.
        var level: Float { count > 0 ? Float((energy / Double(count)).squareRoot()) : 0 }

        mutating func add(_ sample: Float) {
            peak = max(peak, abs(sample))
            energy += Double(sample * sample)
            count += 1
        }

        mutating func add(_ other: Span) {
            peak = max(peak, other.peak)
            energy += other.energy
            count += other.count
        }
    }

    /// More spans than columns, by which the picture loses no detail that it could show.
    private static let spanLimit = 2 * size.width

    private(set) var spans: [Span] = []
    private var current = Span()
    /// Samples in a span: doubled whenever there are too many spans.
    private var samplesPerSpan = 64

    /// Takes the next sample; what is no number counts as silence.
    mutating func add(_ sample: Float) {
        current.add(sample.isFinite ? min(1, max(-1, sample)) : 0)
        guard current.count == samplesPerSpan else { return }
        spans.append(current)
        current = Span()
        if spans.count == Self.spanLimit { halve() }
    }

    /// Joins neighbours.
    private mutating func halve() {
        for index in 0..<spans.count / 2 {
            spans[index] = spans[2 * index]
            spans[index].add(spans[2 * index + 1])
        }
        spans.removeLast(spans.count / 2)
        samplesPerSpan *= 2
    }

    /// Whether there was no sample.
    var isEmpty: Bool { spans.isEmpty && current.count == 0 }

    /// The whole of it from left to right, its peaks in a light tone around its effective value in a dark one.
    func drawn() -> Raster {
        let columns = columns()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * Self.size.width * Self.size.height)
        let middle = Float(Self.size.height) / 2
        for row in 0..<Self.size.height {
            // Of the middle of the row; a thread remains where there is silence.
            let distance = max(0, (abs(Float(row) + 0.5 - middle) - 1) / (middle - 1))
            for column in columns {
                let tone = distance <= column.level ? Tone.dark : distance <= column.peak ? Tone.light : Tone.ground
                bytes.append(contentsOf: tone)
            }
        }
        guard let raster = Raster(size: Self.size, bytes: bytes, isOpaque: true) else {
            preconditionFailure("a drawing of the wrong size")
        }
        return raster
    }

    /// What is heard at each column of the picture.
    private func columns() -> [(peak: Float, level: Float)] {
        let all = current.count > 0 ? spans + [current] : spans
        return (0..<Self.size.width).map { column in
            let first = min(all.count - 1, column * all.count / Self.size.width)
            let last = max(first, (column + 1) * all.count / Self.size.width - 1)
            var span = all[first]
            for other in all[first...last].dropFirst() { span.add(other) }
            return (span.peak, span.level)
        }
    }

    /// Red, green, blue, alpha.
    private enum Tone {
        static let ground: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
        static let light: [UInt8] = [0xA9, 0xC4, 0xDD, 0xFF]
        static let dark: [UInt8] = [0x2F, 0x6C, 0xA3, 0xFF]
    }
}
