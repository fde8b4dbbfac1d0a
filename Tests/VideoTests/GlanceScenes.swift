// SPDX-License-Identifier: Apache-2.0

import TestSupport

@testable import VideoEngine

/// Pictures for those who look at them, made without a file.
extension Glance {
    static let (wide, high) = (160, 90)

    /// A painted scene.
    static func scene(_ subject: ScenePainter.Subject, seed: UInt64 = 1) -> Glance {
        var painter = ScenePainter(width: wide, height: high, generator: SeededGenerator(seed: seed))
        let pixels = Array(painter.paint(subject).suffix(wide * high * 3)).map(Double.init)
        return Glance { x, y in
            let at = (y * wide + x) * 3
            return (pixels[at], pixels[at + 1], pixels[at + 2])
        }
    }

    /// One colour, each component 0...255.
    static func plain(_ red: Double, _ green: Double, _ blue: Double) -> Glance {
        Glance { _, _ in (red, green, blue) }
    }

    /// Static, different for each seed.
    static func noise(seed: UInt64) -> Glance {
        var generator = SeededGenerator(seed: seed)
        return Glance { _, _ in
            let value = Double.random(in: 60...200, using: &generator)
            return (value, value, value)
        }
    }

    /// Strokes in rows, as letters have them, `size` pixels high.
    static func text(size: Int, on ground: (Double, Double, Double) = (0, 0, 0)) -> Glance {
        Glance { x, y in
            let (line, column) = (y - high / 2 + size, x / (size / 2))
            let isInside = (0..<2 * size).contains(line) && line % size < size * 3 / 4 && (20..<140).contains(x)
            // Every letter has a stem, and some have a bar.
            let isStem = x % (size / 2) < max(1, size / 6)
            let isBar = column % 3 == 0 && line % size < max(1, size / 6)
            return isInside && (isStem || isBar) ? (235, 235, 235) : ground
        }
    }

    /// The mean of boxes that reach `radius` pixels to each side, taken three times.
    func blurred(_ radius: Int) -> Glance {
        var samples = luma.map(Double.init)
        for _ in 0..<3 {
            samples = Self.boxed(samples, radius, length: width, lines: height, along: 1, across: width)
            samples = Self.boxed(samples, radius, length: height, lines: width, along: width, across: 1)
        }
        return Glance(width: width, height: height, luma: samples.map { UInt8($0.rounded()) }, cb: cb, cr: cr)
    }

    private static func boxed(
        _ samples: [Double],
        _ radius: Int,
        length: Int,
        lines: Int,
        along: Int,
        across: Int
    ) -> [Double] {
        var result = samples
        for line in 0..<lines {
            for place in 0..<length {
                let range = max(0, place - radius)...min(length - 1, place + radius)
                let sum = range.reduce(0.0) { $0 + samples[line * across + $1 * along] }
                result[line * across + place * along] = sum / Double(range.count)
            }
        }
        return result
    }

    /// `share` (0...1) of this picture, the rest of another.
    func mixed(_ share: Double, with other: Glance) -> Glance {
        func mix(_ one: [UInt8], _ two: [UInt8]) -> [UInt8] {
            zip(one, two).map { UInt8((Double($0) * share + Double($1) * (1 - share)).rounded()) }
        }
        return Glance(
            width: width,
            height: height,
            luma: mix(luma, other.luma),
            cb: mix(cb, other.cb),
            cr: mix(cr, other.cr)
        )
    }

    /// The picture with its columns moved to the right, those that leave it coming in on the left.
    func moved(_ columns: Int) -> Glance {
        let moved = luma.indices.map { index in
            luma[index / width * width + (index % width + width - columns % width) % width]
        }
        return Glance(width: width, height: height, luma: moved, cb: cb, cr: cr)
    }

    /// Between black bars above and below, each `rows` high.
    func framed(_ rows: Int) -> Glance {
        let framed = luma.indices.map { index in
            (rows..<height - rows).contains(index / width) ? luma[index] : UInt8(0)
        }
        return Glance(width: width, height: height, luma: framed, cb: cb, cr: cr)
    }

    /// With `rows` of another picture in the place of its own.
    func framed(rows: Range<Int>, by other: Glance) -> Glance {
        let framed = luma.indices.map { rows.contains($0 / width) ? other.luma[$0] : luma[$0] }
        return Glance(width: width, height: height, luma: framed, cb: cb, cr: cr)
    }

    /// Asks for each pixel's colour, 0...255, and turns it into full-range BT.601.
    private init(_ color: (_ x: Int, _ y: Int) -> (Double, Double, Double)) {
        var (luma, cb, cr): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
        for y in 0..<Self.high {
            for x in 0..<Self.wide {
                let (red, green, blue) = color(x, y)
                let light = 0.299 * red + 0.587 * green + 0.114 * blue
                luma.append(Self.sample(light))
                guard x % 2 == 0, y % 2 == 0 else { continue }
                cb.append(Self.sample(128 + (blue - light) / 1.772))
                cr.append(Self.sample(128 + (red - light) / 1.402))
            }
        }
        self.init(width: Self.wide, height: Self.high, luma: luma, cb: cb, cr: cr)
    }

    private static func sample(_ value: Double) -> UInt8 { UInt8(min(255, max(0, value)).rounded()) }
}
