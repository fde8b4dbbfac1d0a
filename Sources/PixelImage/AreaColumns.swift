// SPDX-License-Identifier: Apache-2.0

/// Averages the columns of lines of sums, four new samples at a time.
struct AreaColumns: Sendable {
    /// Samples that are weighed at once.
    private static let lanes = 8
    /// The weights of a new sample add up to so many parts.
    private static let parts: UInt64 = 1 << 14
    /// Of a sum, 7 bits are below those of a sample.
    private static let bits: Int32 = 14 + 7

    /// The first column of each new sample; as many as whole steps have.
    private let starts: [Int]
    /// As many for each new sample as ``groups`` says; 0 beyond its last column.
    private let weights: [SIMD8<Int16>]
    /// How many times ``lanes`` columns a new sample takes.
    private let groups: Int

    /// What may be read beyond the end of a line.
    var reach: Int { Self.lanes * groups }

    init(_ taps: AxisTaps) {
        let most = (0..<taps.count).reduce(0) { max($0, taps.bounds[$1 + 1] - taps.bounds[$1]) }
        let groups = (most + Self.lanes - 1) / Self.lanes
        let idle = -taps.count & 3
        var weights = [SIMD8<Int16>](repeating: SIMD8(), count: groups * (taps.count + idle))
        for index in 0..<taps.count {
            for (tap, weight) in taps.weights(of: index, in: Self.parts).enumerated() {
                weights[groups * index + tap / Self.lanes][tap % Self.lanes] = Int16(weight)
            }
        }
        starts = taps.starts + [Int](repeating: 0, count: idle)
        self.weights = weights
        self.groups = groups
    }

    /// Makes the new samples, and up to three more, of `sums`: 128 times samples, what rounding adds included.
    ///
    /// ``reach`` more of them can be read.
    @unsafe
    func average(_ sums: UnsafePointer<Int16>, into line: UnsafeMutablePointer<UInt8>) {
        unsafe starts.withUnsafeBufferPointer { starts in
            unsafe weights.withUnsafeBufferPointer { weights in
                guard let weights = weights.baseAddress else { return }
                // The usual reductions do without the loop over groups.
                if groups == 1 {
                    unsafe Self.average(sums, starts, weights, 1, into: line)
                } else {
                    unsafe Self.average(sums, starts, weights, groups, into: line)
                }
            }
        }
    }

    @inline(__always)
    @unsafe
    private static func average(
        _ sums: UnsafePointer<Int16>,
        _ starts: UnsafeBufferPointer<Int>,
        _ weights: UnsafePointer<SIMD8<Int16>>,
        _ groups: Int,
        into line: UnsafeMutablePointer<UInt8>
    ) {
        for index in stride(from: 0, to: starts.count, by: 4) {
            let own = unsafe weights + groups * index
            let first = unsafe products(sums + starts[index], own, groups)
            let second = unsafe products(sums + starts[index + 1], own + groups, groups)
            let third = unsafe products(sums + starts[index + 2], own + 2 * groups, groups)
            let fourth = unsafe products(sums + starts[index + 3], own + 3 * groups, groups)
            let pairs = SIMD8(lowHalf: neighbours(first, second), highHalf: neighbours(third, fourth))
            let totals = pairs.evenHalf &+ pairs.oddHalf
            let samples = SIMD4<UInt8>(truncatingIfNeeded: totals &>> SIMD4(repeating: bits))
            unsafe UnsafeMutableRawPointer(line + index).storeBytes(of: samples, as: SIMD4<UInt8>.self)
        }
    }

    /// The weighed columns of a new sample, in four sums.
    @inline(__always)
    @unsafe
    private static func products(
        _ sums: UnsafePointer<Int16>,
        _ weights: UnsafePointer<SIMD8<Int16>>,
        _ groups: Int
    ) -> SIMD4<Int32> {
        var total = SIMD4<Int32>()
        for group in 0..<groups {
            let columns = unsafe UnsafeRawPointer(sums + lanes * group).loadUnaligned(as: SIMD8<Int16>.self)
            let wide = SIMD8<Int32>(truncatingIfNeeded: columns)
            let product = unsafe wide &* SIMD8<Int32>(truncatingIfNeeded: weights[group])
            total &+= product.evenHalf &+ product.oddHalf
        }
        return total
    }

    /// Both halved: sums of neighbours.
    @inline(__always)
    private static func neighbours(_ first: SIMD4<Int32>, _ second: SIMD4<Int32>) -> SIMD4<Int32> {
        let both = SIMD8(lowHalf: first, highHalf: second)
        return both.evenHalf &+ both.oddHalf
    }
}
