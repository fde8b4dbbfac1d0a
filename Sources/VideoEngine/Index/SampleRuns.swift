// SPDX-License-Identifier: Apache-2.0

/// A number for each sample of a track, stored in runs of samples that have it in common.
///
/// - SeeAlso: ISO/IEC 14496-12, 8.6.1.2, "Decoding time to sample box", and 8.6.1.3, "Composition time to sample box".
struct SampleRuns {
    /// A run: that many samples, and the number of each.
    fileprivate struct Run {
        var count: Int
        var value: Int64
    }

    private let runs: [Run]
    /// Samples in all of the runs.
    let count: Int

    /// Reads the entries of `box`, whose first eight bytes are its version and how many there are.
    ///
    /// - Parameter isSigned: Whether numbers may lie below zero.
    /// - Returns: `nil` for a table without entries, one that ends too early, and one of more samples than `limit`.
    init?(_ box: [UInt8], isSigned: Bool, limit: Int) {
        guard let entries: UInt32 = box.number(at: 4), entries > 0, Int(entries) <= (box.count - 8) / 8 else {
            return nil
        }
        var runs: [Run] = []
        runs.reserveCapacity(Int(entries))
        var count = 0
        unsafe box.withUnsafeBytes { bytes in
            for entry in 0..<Int(entries) {
                let length = UInt32(
                    bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: 8 + 8 * entry, as: UInt32.self)
                )
                let word = UInt32(
                    bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: 12 + 8 * entry, as: UInt32.self)
                )
                let value = isSigned ? Int64(Int32(bitPattern: word)) : Int64(word)
                runs.append(Run(count: Int(length), value: value))
                count += Int(length)
            }
        }
        guard count <= limit else { return nil }
        self.runs = runs
        self.count = count
    }

    /// Whether all numbers lie in `range`.
    func lies(in range: ClosedRange<Int64>) -> Bool { runs.allSatisfy { range.contains($0.value) } }

    /// The number that all samples have but perhaps the last one; `nil` where others differ.
    var usual: Int64? {
        runs.count == 1 || runs.count == 2 && runs[1].count == 1 ? runs[0].value : nil
    }

    /// Goes through the numbers in ascending order of the samples.
    struct Cursor {
        private let runs: [Run]
        private var position = 0
        /// The first sample of the run, and the sum of the numbers of all before it.
        private var start = 0
        private var sum: Int64 = 0

        fileprivate init(_ runs: [Run]) { self.runs = runs }

        /// The number of `sample`, which is none before the one that was asked for last, and the sum of those before it.
        ///
        /// - Returns: `nil` behind the last sample.
        mutating func at(_ sample: Int) -> (value: Int64, before: Int64)? {
            while position < runs.count, sample - start >= runs[position].count {
                sum += Int64(runs[position].count) * runs[position].value
                start += runs[position].count
                position += 1
            }
            guard position < runs.count else { return nil }
            let value = runs[position].value
            return (value, sum + Int64(sample - start) * value)
        }
    }

    var cursor: Cursor { Cursor(runs) }
}
