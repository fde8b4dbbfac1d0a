// SPDX-License-Identifier: Apache-2.0

/// A number for each sample of a track, stored in runs of samples that have it in common.
///
/// - SeeAlso: ISO/IEC 14496-12, 8.6.1.2, "Decoding time to sample box", and 8.6.1.3, "Composition time to sample box".
struct SampleRuns {
    /// The box: its version and how many runs there are, then each: how many samples, and their number.
    private let box: [UInt8]
    private let runs: Int
    private let isSigned: Bool
    /// Samples in all of the runs.
    let count: Int

    /// Reads the runs in `box`.
    ///
    /// - Parameters:
    ///   - isSigned: Whether numbers may lie below zero.
    ///   - limits: What all numbers lie in.
    /// - Returns: `nil` for a table without runs, one that ends too early, one of more samples than `limit`, and one with
    ///   other numbers.
    init?(_ box: [UInt8], isSigned: Bool, within limits: ClosedRange<Int64>, limit: Int) {
        guard let runs: UInt32 = box.number(at: 4), runs > 0, Int(runs) <= (box.count - 8) / 8 else { return nil }
        self.box = box
        self.runs = Int(runs)
        self.isSigned = isSigned
        var (count, isWithin) = (0, true)
        unsafe box.withUnsafeBytes { bytes in
            for run in 0..<Int(runs) {
                let (length, value) = unsafe Self.run(run, bytes, isSigned)
                count += length
                isWithin = isWithin && limits.contains(value)
            }
        }
        guard isWithin, count <= limit else { return nil }
        self.count = count
    }

    @unsafe @inline(__always)
    private static func run(_ run: Int, _ bytes: UnsafeRawBufferPointer, _ isSigned: Bool) -> (count: Int, value: Int64)
    {
        let count = unsafe UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 + 8 * run, as: UInt32.self))
        let word = unsafe UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 12 + 8 * run, as: UInt32.self))
        return (Int(count), isSigned ? Int64(Int32(bitPattern: word)) : Int64(word))
    }

    /// The number that all samples have but perhaps the last one; `nil` where others differ.
    var usual: Int64? {
        unsafe box.withUnsafeBytes { bytes in
            guard unsafe runs == 1 || runs == 2 && Self.run(1, bytes, isSigned).count == 1 else { return nil }
            return unsafe Self.run(0, bytes, isSigned).value
        }
    }

    /// Looks up `samples`, which are in ascending order and exist.
    ///
    /// - Returns: The number of each, and the sum of those of all samples before it.
    func numbers(of samples: some Collection<Int>) -> [(value: Int64, before: Int64)] {
        var found: [(value: Int64, before: Int64)] = []
        found.reserveCapacity(samples.count)
        unsafe box.withUnsafeBytes { bytes in
            var (position, start, sum) = (0, 0, Int64(0))
            for sample in samples {
                var (count, value) = unsafe Self.run(position, bytes, isSigned)
                while sample - start >= count, position + 1 < runs {
                    sum += Int64(count) * value
                    start += count
                    position += 1
                    unsafe (count, value) = Self.run(position, bytes, isSigned)
                }
                found.append((value, sum + Int64(sample - start) * value))
            }
        }
        return found
    }
}
