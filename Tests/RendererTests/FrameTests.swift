// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import RenderProtocol
import Testing

@Suite("Frames of the job socket")
struct FrameTests {
    static let replies: [RenderReply] = [
        .media(.sample, owed: 2),
        .picture(.sample(0), .sampleJPEG(size: 100)),
        .picture(.sample(1), .sampleJPEG(size: 70_000)),
        .done(RenderSummary(pictures: 2, notes: ["one", "two"])),
        .failed(Failure(.permanent, .damagedMedia, "Damaged.", evidence: "ü\n\u{0}")),
    ]

    private func bytes(of replies: [RenderReply]) throws -> [UInt8] {
        try replies.flatMap { reply in
            let frame = try RenderFrame.encode(reply)
            return frame.head + frame.payload
        }
    }

    /// A prefix by hand.
    private func prefix(kind: UInt8 = 1, reserved: UInt8 = 0, header: UInt32 = 2, payload: UInt32 = 0) -> [UInt8] {
        let lengths = [header, payload].flatMap { length in
            (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        }
        return Array("VGNR".utf8) + [kind, 0, 0, reserved] + lengths
    }

    @Test("arrive as they were sent, whatever the pieces", arguments: [1, 7, 16, 4096, 1 << 20])
    func roundTrip(size: Int) throws {
        let sent = try bytes(of: Self.replies)
        var decoder = RenderFrameDecoder(payloadLimit: 100_000)
        var arrived: [RenderReply] = []
        for start in stride(from: 0, to: sent.count, by: size) {
            decoder.append(sent[start..<min(sent.count, start + size)])
            while let reply = try decoder.next() { arrived.append(reply) }
        }
        #expect(arrived == Self.replies)
        #expect(decoder.isAtBoundary)
    }

    @Test("that are cut off are never complete")
    func cut() throws {
        let whole = try bytes(of: [Self.replies[1]])
        for count in 0..<whole.count {
            var decoder = RenderFrameDecoder(payloadLimit: 100_000)
            decoder.append(whole.prefix(count))
            #expect(try decoder.next() == nil)
        }
    }

    @Test("of no known form are refused as soon as their prefix is there")
    func hostilePrefixes() {
        let hostile = [
            Array("HTTP/1.1 200 OK\r\n".utf8),
            prefix(kind: 0),
            prefix(kind: 7),
            prefix(reserved: 1),
            prefix(header: UInt32(RenderFrame.headerLimit) + 1),
            prefix(header: .max, payload: .max),
            prefix(kind: 1, payload: 1),
            prefix(kind: 2, payload: 100_001),
            prefix(kind: 2, payload: .max),
            prefix(kind: 3, payload: 1),
            prefix(kind: 4, payload: 1),
            prefix(kind: 5, payload: 1),
            prefix(kind: 6, payload: 1),
        ]
        for bytes in hostile {
            var decoder = RenderFrameDecoder(payloadLimit: 100_000)
            decoder.append(bytes)
            #expect(throws: ProtocolViolation.self, "\(bytes)") { try decoder.next() }
        }
    }

    @Test(
        "with a header that says something else are refused",
        arguments: ["{}", "[", "null", "\"\"", "{\"owed\":1e99}", "\u{0}"]
    )
    func hostileHeaders(header: String) {
        for kind in UInt8(1)...6 {
            var decoder = RenderFrameDecoder(payloadLimit: 100)
            decoder.append(prefix(kind: kind, header: UInt32(header.utf8.count)) + Array(header.utf8))
            #expect(throws: ProtocolViolation.self) { try decoder.next() }
        }
    }

    @Test("with a header nested as deep as fits are refused, not followed")
    func deepHeader() {
        let header = String(repeating: "[", count: RenderFrame.headerLimit)
        var decoder = RenderFrameDecoder(payloadLimit: 100)
        decoder.append(prefix(header: UInt32(header.utf8.count)) + Array(header.utf8))
        #expect(throws: ProtocolViolation.self) { try decoder.next() }
    }

    @Test("of random bytes are refused or incomplete, never a trap")
    func random() {
        var generator = SplitMix(state: 20_261_121)
        for _ in 0..<5000 {
            var bytes = prefix(
                kind: UInt8.random(in: 0...6, using: &generator),
                header: UInt32.random(in: 0...40, using: &generator)
            )
            bytes += (0..<48).map { _ in UInt8.random(in: 0...255, using: &generator) }
            if Bool.random(using: &generator) { bytes[Int.random(in: 0..<16, using: &generator)] ^= 1 }
            var decoder = RenderFrameDecoder(payloadLimit: 100)
            decoder.append(bytes)
            while let reply = try? decoder.next() { #expect(reply != Self.replies[0]) }
        }
    }

    @Test("cannot be made of a header beyond the limit")
    func hugeHeader() {
        let failure = Failure(.permanent, .internalError, String(repeating: "x", count: RenderFrame.headerLimit))
        #expect(throws: ProtocolViolation.self) { try RenderFrame.encode(.failed(failure)) }
    }
}

/// A small generator with a seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
