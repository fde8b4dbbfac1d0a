// SPDX-License-Identifier: Apache-2.0

/// All of a glance that does not have its commonest colour.
struct GlanceForeground {
    /// Pixels around one that must belong to it as well, for it to be thicker than a stroke of a letter.
    private static let reach = 3
    /// Levels by which a plain background varies, in luma and in colour, once it was coded.
    private static let (lumaSlack, colorSlack) = (3, 6)

    /// The share of the picture that it takes.
    let share: Double
    /// The share of it that is thicker than a stroke; 1 where there is nothing.
    let bulk: Double
    /// The share of the background that does not vary: all of a card's, much less where there is dim texture.
    let evenness: Double

    /// - Parameter level: The luma of the background.
    init(of glance: Glance, behind level: Int) {
        let (cb, cr) = Self.color(of: glance, at: level)
        var isFront = [Bool](repeating: false, count: glance.luma.count)
        var (count, evenCount, row, index) = (0, 0, 0, 0)
        while row < glance.height {
            let colors = row / 2 * glance.colorWidth
            var column = 0
            while column < glance.width {
                let distance = abs(Int(glance.luma[index]) - level)
                let color = colors + column / 2
                if distance > Self.lumaSlack || abs(Int(glance.cb[color]) - cb) > Self.colorSlack
                    || abs(Int(glance.cr[color]) - cr) > Self.colorSlack
                {
                    isFront[index] = true
                    count += 1
                } else if distance <= 1 {
                    evenCount += 1
                }
                column += 1
                index += 1
            }
            row += 1
        }
        share = Double(count) / Double(glance.luma.count)
        evenness = Double(evenCount) / Double(max(1, glance.luma.count - count))
        bulk = count == 0 ? 1 : Double(Self.thick(isFront, glance.width, glance.height)) / Double(count)
    }

    /// The middle colour of the pixels of about that luma.
    private static func color(of glance: Glance, at level: Int) -> (cb: Int, cr: Int) {
        var (cb, cr) = (Histogram(), Histogram())
        var row = 0
        while row < glance.height {
            var column = 0
            // One pixel of the four that share a colour is enough.
            while column < glance.width {
                if abs(Int(glance.luma[row * glance.width + column]) - level) <= lumaSlack {
                    let index = row / 2 * glance.colorWidth + column / 2
                    cb.add(Int(glance.cb[index]))
                    cr.add(Int(glance.cr[index]))
                }
                column += 2
            }
            row += 2
        }
        return (cb.percentile(0.5), cr.percentile(0.5))
    }

    /// How many pixels have nothing but `marks` around them.
    private static func thick(_ marks: [Bool], _ width: Int, _ height: Int) -> Int {
        var isThickAcross = [Bool](repeating: false, count: marks.count)
        var (row, index) = (0, 0)
        while row < height {
            var (run, column) = (0, 0)
            while column < width {
                run = marks[index] ? run + 1 : 0
                if run > 2 * reach { isThickAcross[index - reach] = true }
                column += 1
                index += 1
            }
            row += 1
        }
        var (count, column) = (0, 0)
        while column < width {
            var run = 0
            index = column
            while index < marks.count {
                run = isThickAcross[index] ? run + 1 : 0
                if run > 2 * reach { count += 1 }
                index += width
            }
            column += 1
        }
        return count
    }
}
