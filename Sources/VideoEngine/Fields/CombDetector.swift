// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

/// Finds the combs that a picture shows where its two fields were taken at different instants: along the edges of what
/// moves, the lines of one field are brighter than all lines of the other around them.
///
/// Strips of six lines are looked at. A column of a strip is combed when its three even samples are all brighter than its
/// three odd ones, or all darker, by more than ``gap`` and by no less than samples of one field differ. Noise does that
/// too, by chance: as often as six samples beside each other do, which are therefore counted against it.
struct CombDetector {
    /// Lines of a strip, and from one to the next.
    private static let strip = 6
    private static let distance = 8
    /// Columns that are counted in a byte.
    private static let block = 240

    /// By how much the lines of the fields must differ, in parts of 255.
    let gap: UInt8
    /// Combed columns that are needed, at least, and one in how many of those looked at.
    let count: Int
    let share: Int

    /// For frames that are said to be interlaced: what moves may be small.
    static let flagged = CombDetector(gap: 10, count: 8, share: 5000)

    /// For frames of which nobody says so: combs must be clear, and many.
    static let unflagged = CombDetector(gap: 20, count: 24, share: 2000)

    /// Whether the fields of `frame`, whose samples lie as `layout` tells, show different instants.
    func finds(in frame: borrowing Frame, _ layout: SampleLayout) -> Bool {
        let (width, height) = (frame.width, frame.height)
        guard width > 0, height >= Self.strip, let start = unsafe frame.start(ofPlane: layout.plane) else {
            return false
        }
        let stride = frame.stride(ofPlane: layout.plane)
        // Large pictures have large things in them: up to 128 strips will do.
        let distance = max(Self.distance, height / 64 & ~(Self.distance - 1))
        let rows = Swift.stride(from: 0, through: height - Self.strip, by: distance)
        let needed = max(count, rows.underestimatedCount * width / share)
        let combed = unsafe counted(start, stride, rows, width, layout, columns: true)
        // Most pictures are done with here.
        guard combed >= needed else { return false }
        let chance = unsafe counted(start, stride, rows, width, layout, columns: false)
        return combed >= needed + chance + chance / 4
    }

    /// How many columns of the strips at `rows` alternate, or how many sixes of samples beside each other in them.
    @unsafe
    private func counted(
        _ start: UnsafeMutablePointer<UInt8>,
        _ stride: Int,
        _ rows: StrideThrough<Int>,
        _ width: Int,
        _ layout: SampleLayout,
        columns: Bool
    ) -> Int {
        var lines = [UInt8](repeating: 0, count: layout.isPlain ? 0 : Self.strip * width)
        return unsafe lines.withUnsafeMutableBufferPointer { lines in
            var found = 0
            for row in rows {
                var (line, step) = unsafe (UnsafePointer(start + row * stride) + layout.offset, stride)
                if !layout.isPlain, let base = lines.baseAddress {
                    for index in 0..<Self.strip {
                        unsafe layout.narrow(start + (row + index) * stride, into: base + index * width, width)
                    }
                    unsafe (line, step) = (UnsafePointer(base), width)
                }
                unsafe found +=
                    columns
                    ? alternating(line, step, width) : alternating(line + 2 * step, 1, width - Self.strip + 1)
            }
            return found
        }
    }

    /// How many of the `count` sixes of samples alternate that begin at `start` and behind it, the samples of one
    /// `step` apart.
    @unsafe
    private func alternating(_ start: UnsafePointer<UInt8>, _ step: Int, _ count: Int) -> Int {
        var found = 0
        for first in Swift.stride(from: 0, to: count, by: Self.block) {
            unsafe found += Int(combed(start + first, step, min(Self.block, count - first)))
        }
        return found
    }

    /// The same for at most ``block``: counted in a byte, they take as much of a vector as samples do.
    @inline(__always)
    @unsafe
    private func combed(_ start: UnsafePointer<UInt8>, _ step: Int, _ count: Int) -> UInt8 {
        let (s0, s1, s2) = unsafe (start, start + step, start + 2 * step)
        let (s3, s4, s5) = unsafe (start + 3 * step, start + 4 * step, start + 5 * step)
        var found: UInt8 = 0
        for index in 0..<count {
            let even = unsafe Self.range(s0[index], s2[index], s4[index])
            let odd = unsafe Self.range(s1[index], s3[index], s5[index])
            // One of them, at least, is zero.
            let above = even.low > odd.high ? even.low &- odd.high : 0
            let below = odd.low > even.high ? odd.low &- even.high : 0
            let difference = above | below
            let least = max(max(even.high &- even.low, odd.high &- odd.low), gap + 1)
            // -1 where it is less, else 0: a comparison would become a jump, and no vector.
            let sign = (Int16(difference) &- Int16(least)) &>> 15
            found &+= UInt8(truncatingIfNeeded: sign &+ 1)
        }
        return found
    }

    @inline(__always)
    private static func range(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> (low: UInt8, high: UInt8) {
        let (low, high) = a < b ? (a, b) : (b, a)
        return (low < c ? low : c, high > c ? high : c)
    }
}

extension SampleLayout {
    /// Whether samples of brightness are bytes without others between them.
    fileprivate var isPlain: Bool { !isWide && step == 1 }

    /// Writes the eight highest bits of `width` samples of brightness of `line` to `target`.
    @unsafe
    fileprivate func narrow(_ line: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt8>, _ width: Int) {
        let first = unsafe UnsafeRawPointer(line) + offset
        if isWide, step == 2 {
            // The usual case, in a form that compilers make many samples at once of.
            let words = unsafe first.assumingMemoryBound(to: UInt16.self)
            let shift = UInt16(truncatingIfNeeded: lowBits)
            for column in 0..<width { unsafe target[column] = UInt8(truncatingIfNeeded: words[column] &>> shift) }
        } else if isWide {
            for column in 0..<width {
                let sample = unsafe (first + column * step).loadUnaligned(as: UInt16.self)
                unsafe target[column] = UInt8(truncatingIfNeeded: sample >> lowBits)
            }
        } else {
            for column in 0..<width { unsafe target[column] = (first + column * step).load(as: UInt8.self) }
        }
    }
}

extension Frame {
    /// The first sample of the upper line of `plane`; `nil` where there is no such plane.
    @unsafe
    func start(ofPlane plane: Int) -> UnsafeMutablePointer<UInt8>? {
        let planes = unsafe pointer.pointee.data
        return switch plane {
        case 0: unsafe planes.0
        case 1: unsafe planes.1
        case 2: unsafe planes.2
        case 3: unsafe planes.3
        default: nil
        }
    }

    /// Bytes from one line of `plane`, one of 0...3, to the next; below zero where the lower line comes first.
    func stride(ofPlane plane: Int) -> Int {
        let strides = unsafe pointer.pointee.linesize
        return Int([strides.0, strides.1, strides.2, strides.3][plane])
    }
}
