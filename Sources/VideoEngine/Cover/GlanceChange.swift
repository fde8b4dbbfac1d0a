// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How three frames that follow one another differ: whether one scene becomes another, or a scene moves.
struct GlanceChange: Hashable {
    /// Levels of luma by which pixels differ (root mean square), from the first frame to the second.
    let before: Double
    /// The same of blocks of 8 by 8 pixels, which what moves within them does not change; and on to the third.
    let blocksBefore: Double
    let blocksAfter: Double
    /// How much both differences have in common (-1...1): all where a picture slowly turns into another.
    let steadiness: Double
    let blockSteadiness: Double
    /// The share of the blocks that change at least half as much as the whole does: little where only a part changes.
    let extent: Double
    /// The share of the difference that motion explains.
    let motion: Double
    /// What the first and the third have in common (-1...1).
    let likeness: Double
    /// The natural logarithm of how much contrast grows from the first to the third, and to the second.
    let gain: Double
    let firstGain: Double
    /// The same of the distance of the mean from black, and from white, from the first to the third.
    let fromBlack: Double
    let fromWhite: Double

    /// - Precondition: All three have the same size.
    init(_ first: Glance, _ second: Glance, _ third: Glance) {
        let pixels = Moments(first.luma, second.luma, third.luma)
        before = pixels.differences.before
        steadiness = pixels.steadiness
        likeness = pixels.likeness
        let (deviations, means) = (pixels.deviations, pixels.means)
        gain = Self.growth(deviations.0, deviations.2)
        firstGain = Self.growth(deviations.0, deviations.1)
        fromBlack = Self.growth(means.0, means.2)
        fromWhite = Self.growth(255 - means.0, 255 - means.2)

        let blocks = (Self.blocks(first), Self.blocks(second), Self.blocks(third))
        let sums = Moments(blocks.0, blocks.1, blocks.2)
        blocksBefore = sums.differences.before / Self.blockSize
        blocksAfter = sums.differences.after / Self.blockSize
        blockSteadiness = sums.steadiness
        let least = sums.differences.whole / 2
        let changed = zip(blocks.0, blocks.2).count { abs(Double($1 - $0)) >= least }
        extent = Double(changed) / Double(blocks.0.count)
        motion = BlockMotion(first, second, third).share
    }

    /// What two frames of the same size have in common: the correlation of their luma (-1...1).
    static func likeness(_ first: Glance, _ second: Glance) -> Double {
        Moments(first.luma, second.luma, second.luma).likeness
    }

    /// The share of pixels that are brighter or darker in one than in the other, wherever they are, or how far the
    /// colour of the whole moved, over half of its range: whichever is more (0...1).
    static func shift(_ first: Glance, _ second: Glance) -> Double {
        let moved = Histogram(first.luma).distance(from: Histogram(second.luma))
        let (blue, red) = (
            Histogram(first.cb).mean - Histogram(second.cb).mean, Histogram(first.cr).mean - Histogram(second.cr).mean
        )
        return max(moved, min(1, max(abs(blue), abs(red)) / 64))
    }

    /// The logarithm of `to` over `from`, both kept away from zero, where rounding decides.
    private static func growth(_ from: Double, _ to: Double) -> Double { log(max(0.5, to) / max(0.5, from)) }

    /// Pixels of a block.
    private static let blockSize = 64.0

    /// The sums of blocks of 8 by 8 pixels, without the rest at the edges; of a glance that has none, the whole.
    private static func blocks(_ glance: Glance) -> [Int] {
        let (columns, rows) = (glance.width / 8, glance.height / 8)
        guard columns > 0, rows > 0 else { return glance.luma.map { Int($0) * Int(blockSize) } }
        var sums = [Int](repeating: 0, count: columns * rows)
        var row = 0
        while row < rows * 8 {
            var column = 0
            while column < columns * 8 {
                sums[row / 8 * columns + column / 8] += Int(glance.luma[row * glance.width + column])
                column += 1
            }
            row += 1
        }
        return sums
    }
}
