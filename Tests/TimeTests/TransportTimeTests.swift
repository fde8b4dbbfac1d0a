// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import TestSupport
import Testing

@Suite("Times of frames in transport streams")
struct TransportTimeTests {
    /// Seconds after which the clock of 33 bits starts again.
    private static let wrap = Fraction(1 << 33, 90_000)

    @Test("go on where the clock starts again", arguments: [Coding.h264, .mpeg2, .h264OpenGroups], [1, 3, 61])
    func wraps(_ coding: Coding, _ seconds: Int) throws {
        let maker = try ClipMaker()
        let footage = Footage.constant(seconds == 61 ? 1600 : 151)
        let offset = (Self.wrap - Fraction(Int64(seconds))).milliseconds
        let options = ["-output_ts_offset", "\(offset)ms", "-muxdelay", "0", "-muxpreload", "0"]
        let path = try footage.encode("clip.ts", coding, maker, options)
        let proof = TimeProof(
            path: path,
            timeline: footage.timeline(group: coding.group).rounded(toTicksOf: 90_000),
            hasKeyframeTimes: coding == .h264
        )
        let mistakes = try proof.mistakes()
        #expect(mistakes.isEmpty)
    }

    @Test("go on where the clock leaps in files that are too large to be read for it", arguments: ["0", "1000"])
    func leapsOfLargeFiles(_ second: String) throws {
        let maker = try ClipMaker()
        let footage = Footage.constant(100)
        var bytes: [UInt8] = []
        for (index, offset) in ["0", second].enumerated() {
            let part = try footage.encode("\(index).ts", .h264, maker, ["-output_ts_offset", offset])
            bytes += try Array(Data(contentsOf: URL(filePath: part)))
        }
        // Packets that nobody reads, behind each of the others.
        let filling = [UInt8]([0x47, 0x1F, 0xFF, 0x10]) + [UInt8](repeating: 0xFF, count: 184)
        let padding = [[UInt8]](repeating: filling, count: (9 << 20) / bytes.count + 1).flatMap(\.self)
        var padded = Data()
        for start in stride(from: 0, to: bytes.count, by: 188) {
            padded.append(contentsOf: bytes[start..<start + 188])
            padded.append(contentsOf: padding)
        }
        let timeline = footage.timeline(group: 25).rounded(toTicksOf: 90_000).twice
        let mistakes = try TimeProof(path: maker.file("large.ts", padded), timeline: timeline).mistakes()
        #expect(mistakes.isEmpty)
    }

    /// Streams that were joined as files are: players go on with the second as it comes.
    @Test("go on where the clock leaps", arguments: ["0", "1000", "20", "60000"], ["0", "1000"])
    func leaps(_ first: String, _ second: String) throws {
        let maker = try ClipMaker()
        let footage = Footage.constant(100)
        var bytes = Data()
        for (index, offset) in [first, second].enumerated() {
            let part = try footage.encode("\(index).ts", .h264, maker, ["-output_ts_offset", offset])
            bytes.append(try Data(contentsOf: URL(filePath: part)))
        }
        let timeline = footage.timeline(group: 25).rounded(toTicksOf: 90_000).twice
        let mistakes = try TimeProof(path: maker.file("joined.ts", bytes), timeline: timeline).mistakes()
        #expect(mistakes.isEmpty)
    }
}

extension Timeline {
    /// The same, and the same behind it.
    fileprivate var twice: Timeline {
        var copy = delayed(by: end)
        copy.shown = shown + copy.shown
        return copy
    }
}
