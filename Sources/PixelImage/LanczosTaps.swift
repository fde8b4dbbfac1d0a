// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Which samples of a line, and how much of each, make each sample of a shorter line: by a Lanczos filter of three lobes.
struct LanczosTaps {
    private static let lobes = 3.0

    /// The first input sample of each output sample.
    private(set) var starts: [Int] = []
    /// Where the weights of each output sample begin in ``weights``; one more than there are output samples.
    private(set) var bounds: [Int] = [0]
    /// Those of each output sample add up to 1.
    private(set) var weights: [Float] = []

    /// Plans a line of `target` samples, made from one of `count`, of which the last may be cut: `extent`, in samples, is
    /// at least `target`.
    init(extent: Double, count: Int, target: Int) {
        let step = extent / Double(target)
        for index in 0..<target {
            let middle = (Double(index) + 0.5) * step - 0.5
            let reach = Self.lobes * step
            let all = Int((middle - reach).rounded(.up))...Int((middle + reach).rounded(.down))
            let inside = max(0, all.lowerBound)...min(count - 1, all.upperBound)
            var own = [Double](repeating: 0, count: inside.count)
            for sample in all {
                // Beyond the edges, everything is like them.
                let place = min(max(sample, inside.lowerBound), inside.upperBound) - inside.lowerBound
                own[place] += Self.weight((Double(sample) - middle) / step)
            }
            let total = own.reduce(0, +)
            starts.append(inside.lowerBound)
            weights += own.map { Float($0 / total) }
            bounds.append(weights.count)
        }
    }

    /// The shorter line of `samples`.
    func scaled(_ samples: Span<SIMD4<Float>>) -> [SIMD4<Float>] {
        let weights = weights.span
        return starts.indices.map { index in
            let weights = weights.extracting(bounds[index]..<bounds[index + 1])
            let samples = samples.extracting(starts[index]..<starts[index] + weights.count)
            // Four sums, so that none has to wait for the one before.
            var sums = (SIMD4<Float>(), SIMD4<Float>(), SIMD4<Float>(), SIMD4<Float>())
            var tap = 0
            while tap + 4 <= weights.count {
                unsafe sums.0 += weights[unchecked: tap] * samples[unchecked: tap]
                unsafe sums.1 += weights[unchecked: tap + 1] * samples[unchecked: tap + 1]
                unsafe sums.2 += weights[unchecked: tap + 2] * samples[unchecked: tap + 2]
                unsafe sums.3 += weights[unchecked: tap + 3] * samples[unchecked: tap + 3]
                tap += 4
            }
            while tap < weights.count {
                unsafe sums.0 += weights[unchecked: tap] * samples[unchecked: tap]
                tap += 1
            }
            return sums.0 + sums.1 + sums.2 + sums.3
        }
    }

    /// The filter at `distance` from its middle, in output samples.
    private static func weight(_ distance: Double) -> Double {
        guard distance != 0 else { return 1 }
        let angle = Double.pi * distance
        return abs(distance) >= lobes ? 0 : lobes * sin(angle) * sin(angle / lobes) / (angle * angle)
    }
}
