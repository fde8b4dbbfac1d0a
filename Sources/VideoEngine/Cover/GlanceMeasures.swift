// SPDX-License-Identifier: Apache-2.0

/// What a frame looks like, in numbers.
struct GlanceMeasures: Hashable {
    /// Luma (0...255) that one pixel in a hundred stays below, and that one in a hundred exceeds.
    let dark: Int
    let bright: Int
    let mean: Double
    /// The standard deviation of luma.
    let contrast: Double
    /// How far colours reach, in levels of Cb or Cr, whichever reaches farther.
    let colorRange: Int
    /// The mean distance from grey, in levels of Cb or Cr.
    let saturation: Double
    /// How steep the steepest edges are: see ``GlanceSteps/sharpness``.
    let sharpness: Double
    /// How much is fine: see ``GlanceSteps/detail``.
    let detail: Double
    /// How much neighbouring pixels have in common: see ``GlanceSteps/coherence``.
    let coherence: Double
    /// The share of the commonest colour, and of that the share that does not vary.
    let background: Double
    let evenness: Double
    /// The share of all else that is thicker than a stroke of a letter; 1 where there is nothing else.
    let bulk: Double

    init(_ glance: Glance) {
        let luma = Histogram(glance.luma)
        dark = luma.percentile(0.01)
        bright = luma.percentile(0.99)
        mean = luma.mean
        contrast = luma.deviation
        colorRange = max(Histogram(glance.cb).range, Histogram(glance.cr).range)
        saturation = Self.saturation(of: glance)
        let steps = GlanceSteps(of: glance, in: GlanceArea(of: glance))
        (sharpness, detail, coherence) = (steps.sharpness, steps.detail, steps.coherence)
        let front = GlanceForeground(of: glance, behind: luma.mode)
        (background, evenness, bulk) = (1 - front.share, front.evenness, front.bulk)
    }

    private static func saturation(of glance: Glance) -> Double {
        var (sum, index) = (0, 0)
        while index < glance.cb.count {
            sum += max(abs(Int(glance.cb[index]) - 128), abs(Int(glance.cr[index]) - 128))
            index += 1
        }
        return Double(sum) / Double(glance.cb.count)
    }
}
