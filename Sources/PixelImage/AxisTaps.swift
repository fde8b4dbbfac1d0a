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

    /// Averages all that the output sample covers: a sample that lies in it by a part counts by that part.
    ///
    /// In units of which an input sample has `target` and an output sample `source`, every length is whole.
    private mutating func cover(_ index: Int, _ source: Int, _ target: Int) {
        let (begin, end) = (index * source, (index + 1) * source)
        let first = begin / target
        starts.append(first)
        var position = begin
        while position < end {
            let next = min(end, (position / target + 1) * target)
            weights.append(UInt32(next - position))
            position = next
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
