// SPDX-License-Identifier: Apache-2.0

/// The differences between neighbouring pixels of a part of a glance.
struct GlanceSteps {
    /// A picture of fewer levels than that has no edges but those of its coding.
    private static let leastRange = 24

    private var steps = Histogram()
    private var values = Histogram()
    /// Sums, across and down: the squares of first and of second differences, and how many there are of each.
    private var (first, second) = (0, 0)
    private var (firstCount, secondCount) = (0, 0)

    init(of glance: Glance, in area: GlanceArea) {
        let (luma, width) = (glance.luma, glance.width)
        let (lastRow, lastColumn) = (area.rows.upperBound - 1, area.columns.upperBound - 1)
        var row = area.rows.lowerBound
        while row <= lastRow {
            var column = area.columns.lowerBound
            while column <= lastColumn {
                let index = row * width + column
                let here = Int(luma[index])
                var steepest = 0
                if column < lastColumn {
                    let step = Int(luma[index + 1]) - here
                    steepest = abs(step)
                    first += step * step
                    firstCount += 1
                    if column > area.columns.lowerBound {
                        let bend = step - here + Int(luma[index - 1])
                        second += bend * bend
                        secondCount += 1
                    }
                }
                if row < lastRow {
                    let step = Int(luma[index + width]) - here
                    steepest = max(steepest, abs(step))
                    first += step * step
                    firstCount += 1
                    if row > area.rows.lowerBound {
                        let bend = step - here + Int(luma[index - width])
                        second += bend * bend
                        secondCount += 1
                    }
                }
                steps.add(steepest)
                values.add(here)
                column += 1
            }
            row += 1
        }
    }

    /// The steepest edges (one in 200 is steeper) over the range of luma: 1 is a step from one pixel to the next.
    var sharpness: Double { Double(steps.percentile(0.995)) / Double(max(Self.leastRange, values.range)) }

    /// How much bends beside what only rises: above 1 in a sharp picture, below in a blurred one.
    ///
    /// Rounding alone, which every picture has, makes first differences of 1/6 and second ones of 1/2; coding adds to it.
    var detail: Double {
        let (one, two) = (Double(first) / Double(max(1, firstCount)), Double(second) / Double(max(1, secondCount)))
        return max(0, two - 0.75) / max(0.25, one - 0.25)
    }

    /// How much neighbouring pixels have in common: nearly 1 in a picture, 0 in noise.
    ///
    /// Half of the mean square of their difference is what they do not have in common of the variance.
    var coherence: Double {
        let variance = values.deviation * values.deviation
        return variance < 1 ? 1 : 1 - Double(first) / Double(max(1, firstCount)) / (2 * variance)
    }
}
