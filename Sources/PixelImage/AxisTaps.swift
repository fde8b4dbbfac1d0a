// SPDX-License-Identifier: Apache-2.0

/// Which samples of a line, and how much of each, make each sample of a shorter or longer line.
///
/// The weights are whole numbers that add up to ``total`` for every sample, so that an even line stays even, exactly.
struct AxisTaps {
    /// The first input sample of each output sample.
    private(set) var starts: [Int] = []
    /// Where the weights of each output sample begin in ``weights``; one more than there are output samples.
    private(set) var bounds: [Int] = [0]
    private(set) var weights: [UInt32] = []
    /// The sum of the weights of each output sample.
    let total: UInt64

    /// Plans the samples of `visible` of a line of `target` samples, made from one of `source`.
    init(source: Int, target: Int, visible: Range<Int>) {
        let isShrinking = target <= source
        total = isShrinking ? UInt64(source) : Self.steps
        starts.reserveCapacity(visible.count)
        bounds.reserveCapacity(visible.count + 1)
        for index in visible {
            if isShrinking {
                cover(index, source, target)
            } else {
                interpolate(index, source, target)
            }
            bounds.append(weights.count)
        }
    }

    /// How finely interpolation tells positions between two samples apart.
    private static let steps: UInt64 = 1 << 16

    var count: Int { starts.count }

    /// The weights of output sample `index` in parts, of which all have `parts` together.
    ///
    /// They are rounded so that all that comes before a tap has its due share, to half a part.
    func weights(of index: Int, in parts: UInt64) -> [UInt64] {
        var (sum, before): (UInt64, UInt64) = (0, 0)
        return weights[bounds[index]..<bounds[index + 1]].map { weight in
            sum += UInt64(weight)
            let after = (sum * parts + total / 2) / total
            defer { before = after }
            return after - before
        }
    }

    /// Averages all that the output sample covers: a sample that lies in it by a part counts by that part.
    ///
    /// In units of which an input sample has `target` and an output sample `source`, every length is whole.
    private mutating func cover(_ index: Int, _ source: Int, _ target: Int) {
        let (begin, end) = (index * source, (index + 1) * source)
        let first = begin / target
        starts.append(first)
        var (position, edge) = (begin, (first + 1) * target)
        while position < end {
            let next = min(end, edge)
            weights.append(UInt32(next - position))
            (position, edge) = (next, edge + target)
        }
    }

    /// Mixes the two input samples whose middles are left and right of the output sample's.
    private mutating func interpolate(_ index: Int, _ source: Int, _ target: Int) {
        // Twice the distance from the middle of the first input sample, in units of which an input sample has `target`.
        let position = Int128(2 * index + 1) * Int128(source) - Int128(target)
        let unit = 2 * Int128(target)
        guard position > 0, source > 1 else { return take(0) }
        let left = Int(position / unit)
        guard left < source - 1 else { return take(source - 1) }
        let part = UInt32((position % unit) * Int128(Self.steps) / unit)
        starts.append(left)
        weights += [UInt32(Self.steps) - part, part]
    }

    private mutating func take(_ index: Int) {
        starts.append(index)
        weights.append(UInt32(Self.steps))
    }
}
