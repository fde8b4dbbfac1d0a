// SPDX-License-Identifier: Apache-2.0

import Model

/// Decides what is wrong with a frame.
///
/// The thresholds were found with clips of known content, and hold for others of the same kinds (`CoverProofTests`).
enum CoverJudge {
    // MARK: One frame

    /// What is wrong with a frame that looks like that, whatever is around it.
    static func flaws(of measures: GlanceMeasures) -> [CoverChoice.Flaw] {
        // Nothing else is worth telling of what shows nothing.
        if measures.bright <= 36 { return [.black] }
        if measures.dark >= 225 { return [.white] }
        if measures.bright - measures.dark < 20, measures.colorRange < 24 { return [.flat] }
        var flaws: [CoverChoice.Flaw] = []
        if measures.coherence < 0.2, !isCard(measures) { flaws.append(.noise) }
        if isBlurred(measures) { flaws.append(.blur) }
        if isCard(measures) { flaws.append(.titles) }
        return flaws
    }

    /// Soft edges that nothing fine lies between; or nothing fine at all.
    private static func isBlurred(_ measures: GlanceMeasures) -> Bool {
        if measures.sharpness < 0.12 || measures.detail < 0.55 { return true }
        return measures.sharpness < 0.16 && measures.detail < 1.1
    }

    /// Thin strokes on a plain ground, or hardly anything on it.
    private static func isCard(_ measures: GlanceMeasures) -> Bool {
        guard measures.evenness > 0.8 else { return false }
        return measures.background >= 0.6 && measures.bulk < 0.12 || measures.background >= 0.94
    }

    /// Whether a frame is noise that has as little in common with `neighbours` as these likenesses tell.
    ///
    /// Coarse grains look like the holes of a board, but no two frames have them in the same places.
    static func isNoise(_ measures: GlanceMeasures, likeness neighbours: [Double]) -> Bool {
        measures.coherence < 0.7 && !isCard(measures) && neighbours.allSatisfy { abs($0) < 0.15 }
    }

    // MARK: Frames in a row

    /// Whether the second of three frames is on the way from one picture to another.
    ///
    /// - Parameter seconds: From the first to the second, and on to the third.
    static func transition(_ change: GlanceChange, over seconds: (before: Double, after: Double)) -> CoverChoice.Flaw? {
        if isFade(change, over: seconds.before + seconds.after) { return .fade }
        return isDissolve(change, over: seconds) ? .dissolve : nil
    }

    /// Contrast that grows or shrinks steadily, and with it the distance from black or from white.
    private static func isFade(_ change: GlanceChange, over seconds: Double) -> Bool {
        let gain = change.gain
        guard abs(gain) >= 0.03, abs(gain) / seconds >= 0.12 else { return false }
        let part = change.firstGain / gain
        let distances = [change.fromBlack / gain, change.fromWhite / gain]
        if change.likeness > 0.4, change.blockSteadiness > 0.5 {
            return 0.15...0.85 ~= part && distances.contains { 0.4...1.8 ~= $0 }
        }
        // Where all moves, the pixels tell nothing: then the sums must agree the better.
        return abs(gain) >= 0.08 && 0.25...0.75 ~= part && distances.contains { 0.6...1.5 ~= $0 }
    }

    /// A change that goes on as it began, all over the picture, and that no motion explains.
    private static func isDissolve(_ change: GlanceChange, over seconds: (before: Double, after: Double)) -> Bool {
        let rates = (change.blocksBefore / seconds.before, change.blocksAfter / seconds.after)
        guard min(rates.0, rates.1) >= 8, rates.0 < 2.5 * rates.1, rates.1 < 2.5 * rates.0 else { return false }
        guard change.motion < 0.5, change.extent > 0.25 else { return false }
        if change.blockSteadiness > 0.75 || change.steadiness > 0.55 { return true }
        // What moves in both scenes hides it; that the contrast becomes another one remains.
        return abs(change.gain) >= 0.15 && 0.3...0.7 ~= change.firstGain / change.gain && change.blockSteadiness > 0.2
    }

    /// Whether what happens from one frame to the very next may be the beginning of a transition.
    ///
    /// - Parameter change: From the frame to its successor, given twice.
    static func isSuspicious(_ change: GlanceChange, over seconds: Double) -> Bool {
        change.before >= max(0.6, 12 * seconds) && change.motion < 0.6
    }

    /// Whether the second of two frames belongs to another shot.
    ///
    /// - Parameters:
    ///   - likeness: What they have in common pixel by pixel: little in quick motion as well.
    ///   - shift: How much of the picture is of another brightness or colour (0...1), wherever it is.
    static func isCut(likeness: Double, shift: Double) -> Bool { likeness < 0.35 && shift > 0.2 }

    // MARK: Ranking

    /// How much there is to see (0...1) in a frame with nothing wrong.
    static func worth(_ measures: GlanceMeasures) -> Double {
        let exposure = 1 - abs(measures.mean - 118) / 137
        return 0.3 * min(1, measures.contrast / 55) + 0.25 * exposure + 0.25 * min(1, measures.sharpness / 0.5)
            + 0.2 * min(1, measures.saturation / 24)
    }

    /// How bad a frame is (0...1) with these flaws.
    static func badness(of flaws: [CoverChoice.Flaw]) -> Double {
        flaws.map { flaw in
            switch flaw {
            case .dissolve: 0.3
            case .titles: 0.35
            case .fade: 0.4
            case .blur: 0.5
            case .damaged: 0.6
            case .noise: 0.8
            case .flat: 0.9
            case .white: 0.95
            case .black: 1
            }
        }.max() ?? 0
    }
}
