// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import TestSupport
import Testing

/// Film at 24 frames a second in video of 30: MPEG-2 that says which fields are shown twice.
///
/// The encoder here does not say it, so its bits are set in what it made.
@Suite("Times of frames with 3:2 pulldown")
struct PulldownTests {
    /// Frames that are shown for three fields and for two in turns.
    private static let film = Footage(
        runs: (0..<100).map { Footage.Run(frames: 1, ticks: $0 % 2 == 0 ? 3 : 2) },
        clock: Fraction(60_000, 1001),
        formula: "floor(N/2)*5+mod(N\\,2)*3"
    )

    @Test("last for three fields and for two", arguments: ["ts", "mpg", "mkv"])
    func times(_ container: String) throws {
        let maker = try ClipMaker()
        let test = TimeCase(coding: .mpeg2, container: container, footage: Self.film)
        let path = try Self.film.encode("film.\(container)", .mpeg2, maker, ["-bf", "0"])
        let bytes = try Self.pullingDown(Array(Data(contentsOf: URL(filePath: path))))
        let proof = TimeProof(
            path: try maker.file("pulldown.\(container)", Data(bytes)),
            timeline: test.timeline,
            tellsEnd: false,
            // Program streams tell the times of some frames; between those, fields are counted in whole ticks.
            slack: container == "mpg" ? Fraction(1, 2000) : .zero
        )
        let mistakes = try proof.mistakes()
        #expect(mistakes.isEmpty)
    }

    /// Sets the bits of `stream` that repeat the first field of every other picture.
    ///
    /// - SeeAlso: ISO/IEC 13818-2, 6.2.2.1 (sequence header), 6.2.2.3 (sequence extension), 6.2.3.1 (picture coding
    ///   extension).
    private static func pullingDown(_ stream: [UInt8]) throws -> [UInt8] {
        var bytes = stream
        var pictures = 0
        for index in 0..<bytes.count - 9 where bytes[index] == 0 && bytes[index + 1] == 0 && bytes[index + 2] == 1 {
            switch (bytes[index + 3], bytes[index + 4] >> 4) {
            case (0xB3, _):
                // 30000/1001 frames a second.
                bytes[index + 7] = bytes[index + 7] & 0xF0 | 4
            case (0xB5, 1):
                // Not progressive as a sequence.
                bytes[index + 5] &= ~0x08
            case (0xB5, 8):
                let (isTopFirst, repeats) = [(true, true), (false, false), (false, true), (true, false)][pictures % 4]
                bytes[index + 7] = bytes[index + 7] & ~0x82 | (isTopFirst ? 0x80 : 0) | (repeats ? 0x02 : 0)
                // Progressive as a picture.
                bytes[index + 8] |= 0x80
                pictures += 1
            default: break
            }
        }
        try #require(pictures == 100)
        return bytes
    }
}
