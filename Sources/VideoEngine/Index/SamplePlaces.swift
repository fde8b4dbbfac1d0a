// SPDX-License-Identifier: Apache-2.0

/// Where in the file the samples of a track lie, looked up in its tables one by one.
///
/// - SeeAlso: ISO/IEC 14496-12, 8.7, "Sample tables".
struct SamplePlaces {
    /// Samples of a chunk whose sizes are read to find the last one of them.
    private static let chunkLimit = 1 << 14

    /// Chunks that have as many samples each.
    private struct ChunkRun {
        var firstChunk: Int
        var firstSample: Int
        var samplesPerChunk: Int
    }

    private let reader: BoxReader
    private let runs: [ChunkRun]
    /// The offsets of the chunks, and bytes of one entry.
    private let offsets: Range<Int64>
    private let offsetWidth: Int64
    /// The sizes of the samples, four bytes each, or the size that all have.
    private let sizes: Range<Int64>
    private let commonSize: Int64?
    /// Samples in the track.
    let count: Int

    /// Finds the tables in `table`, the sample table box of a track.
    ///
    /// - Returns: `nil` where they are missing, damaged or out of the ordinary.
    init?(_ table: MediaBox, _ reader: BoxReader, limit: Int) {
        let (short, long) = (reader.first("stco", in: table.contents), reader.first("co64", in: table.contents))
        guard let chunks = short ?? long, short == nil || long == nil,
            let chunkCount: UInt32 = reader.bytes(in: chunks.contents, limit: 8).number(at: 4),
            let sizes = reader.first("stsz", in: table.contents)
        else { return nil }
        let header = reader.bytes(in: sizes.contents, limit: 12)
        guard let common: UInt32 = header.number(at: 4), let count: UInt32 = header.number(at: 8), count > 0,
            Int(count) <= limit, let map = reader.first("stsc", in: table.contents)
        else { return nil }
        self.reader = reader
        self.count = Int(count)
        offsetWidth = short == nil ? 8 : 4
        offsets = chunks.contents.dropping(8)
        commonSize = common == 0 ? nil : Int64(common)
        self.sizes = sizes.contents.dropping(12)
        let bytes = reader.bytes(in: map.contents, limit: 8 + 12 * limit)
        guard Int64(chunkCount) * offsetWidth <= Int64(offsets.count),
            common > 0 || 4 * Int64(count) <= Int64(self.sizes.count),
            let runs = Self.runs(bytes, chunks: Int(chunkCount), samples: Int(count))
        else { return nil }
        self.runs = runs
    }

    /// Reads which chunks have how many samples; `nil` unless they are as many as there are.
    private static func runs(_ bytes: [UInt8], chunks: Int, samples: Int) -> [ChunkRun]? {
        guard let entries: UInt32 = bytes.number(at: 4), entries > 0, Int(entries) <= (bytes.count - 8) / 12 else {
            return nil
        }
        var runs: [ChunkRun] = []
        runs.reserveCapacity(Int(entries))
        var sample = 0
        for entry in 0..<Int(entries) {
            guard let first: UInt32 = bytes.number(at: 8 + 12 * entry),
                let perChunk: UInt32 = bytes.number(at: 12 + 12 * entry),
                perChunk > 0, perChunk <= chunkLimit
            else { return nil }
            let chunk = Int(first) - 1
            if let last = runs.last {
                guard chunk > last.firstChunk else { return nil }
                sample += (chunk - last.firstChunk) * last.samplesPerChunk
            } else if chunk != 0 {
                return nil
            }
            runs.append(ChunkRun(firstChunk: chunk, firstSample: sample, samplesPerChunk: Int(perChunk)))
        }
        guard let last = runs.last, last.firstChunk < chunks,
            sample + (chunks - last.firstChunk) * last.samplesPerChunk == samples
        else { return nil }
        return runs
    }

    /// The bytes of `sample`; `nil` where the tables cannot be read.
    func place(of sample: Int) -> Range<Int64>? {
        var (low, high) = (0, runs.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            (low, high) = runs[middle].firstSample <= sample ? (middle, high) : (low, middle)
        }
        let run = runs[low]
        let position = (sample - run.firstSample) % run.samplesPerChunk
        let chunk = run.firstChunk + (sample - run.firstSample) / run.samplesPerChunk
        guard let start = offset(of: chunk) else { return nil }
        if let commonSize {
            let (begin, overflow) = start.addingReportingOverflow(Int64(position) * commonSize)
            return overflow || begin > .max - commonSize ? nil : begin..<begin + commonSize
        }
        let first = sizes.lowerBound + 4 * Int64(sample - position)
        let bytes = reader.bytes(in: first..<first + 4 * Int64(position + 1), limit: 4 * (position + 1))
        var begin = start
        for earlier in 0..<position {
            guard let size: UInt32 = bytes.number(at: 4 * earlier) else { return nil }
            begin = begin.addingReportingOverflow(Int64(size)).partialValue
        }
        guard let size: UInt32 = bytes.number(at: 4 * position), begin >= start, begin <= .max - Int64(size) else {
            return nil
        }
        return begin..<begin + Int64(size)
    }

    private func offset(of chunk: Int) -> Int64? {
        let entry = offsets.lowerBound + Int64(chunk) * offsetWidth
        let bytes = reader.bytes(in: entry..<entry + offsetWidth, limit: Int(offsetWidth))
        if offsetWidth == 8 {
            let offset: Int64? = bytes.number(at: 0)
            return offset.flatMap { $0 >= 0 ? $0 : nil }
        }
        let offset: UInt32? = bytes.number(at: 0)
        return offset.map { Int64($0) }
    }
}
