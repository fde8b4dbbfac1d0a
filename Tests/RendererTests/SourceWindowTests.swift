// SPDX-License-Identifier: Apache-2.0

import Model
import NIOCore
import RenderProtocol
import Synchronization
import Testing

@testable import Renderers

/// How a ranged source is read ahead, kept and limited.
@Suite("The window of a source")
struct SourceWindowTests {
    @Test("gives the bytes that are asked for, wherever they are, and fetches none twice that it has")
    func bytes() async throws {
        let source = MemorySource(size: 5_000_000)
        let window = SourceWindow(source, within: RenderLimits())
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let start = Int64.random(in: 0..<source.size, using: &generator)
            let range = start..<min(source.size, start + Int64.random(in: 1...100_000, using: &generator))
            let pieces = try await window.bytes(in: range)
            #expect(pieces.flatMap { Array($0.readableBytesView) } == MemorySource.bytes(range))
        }
        // It fits into the cache: overlapping reads share what was fetched.
        #expect(source.use.bytes <= source.size)
    }

    @Test("fetches little for a read somewhere new, and exactly a large one")
    func somewhereNew() async throws {
        let source = MemorySource(size: 400_000_000)
        let window = SourceWindow(source, within: RenderLimits())
        for range: Range<Int64> in [
            0..<16, 399_000_000..<399_000_008, 50_000_000..<53_000_000, 200_000_000..<200_150_000,
        ] {
            _ = try await window.bytes(in: range)
        }
        #expect(
            source.ranges == [
                0..<65_536, 399_000_000..<399_065_536, 50_000_000..<53_000_000, 200_000_000..<200_150_000,
            ]
        )
    }

    @Test("reads ahead of reads that follow each other, and wastes a fourth of the row at most")
    func row() async throws {
        for length: Int64 in [100_000, 650_000, 7_400_000, 60_000_000] {
            let source = MemorySource(size: 100_000_000)
            let window = SourceWindow(source, within: RenderLimits())
            for start in stride(from: 0, to: length, by: 32_768) {
                _ = try await window.bytes(in: start..<start + 32_768)
            }
            let end = (length + 32_767) / 32_768 * 32_768
            #expect(source.use.bytes - end <= max(ReadAhead.least, min(ReadAhead.most, length / 4)))
            #expect(source.use.requests < 16 + length / 900_000, "\(length): \(source.use.requests)")
        }
    }

    @Test("keeps the rows of several readers apart")
    func rows() async throws {
        let source = MemorySource(size: 100_000_000)
        let window = SourceWindow(source, within: RenderLimits())
        for start in stride(from: Int64(0), to: 3_000_000, by: 50_000) {
            for reader in 0..<Int64(3) {
                let position = reader * 30_000_000 + start
                _ = try await window.bytes(in: position..<position + 50_000)
            }
        }
        #expect(source.use.requests < 3 * 22, "\(source.use.requests)")
    }

    @Test("ends at the end of the source and where bytes are known")
    func holes() async throws {
        let source = MemorySource(size: 1_000_000)
        let window = SourceWindow(source, within: RenderLimits())
        _ = try await window.bytes(in: 500_000..<500_010)
        _ = try await window.bytes(in: 990_000..<1_000_000)
        _ = try await window.bytes(in: 480_000..<510_000)
        #expect(source.ranges == [500_000..<565_536, 990_000..<1_000_000, 480_000..<500_000])
    }

    @Test("fetches up to the limit and no further, which its failure names")
    func limit() async throws {
        let source = MemorySource(size: 1_000_000)
        let window = SourceWindow(source, within: RenderLimits(fetchBytes: 100_000))
        _ = try await window.bytes(in: 0..<10)
        _ = try await window.bytes(in: 500_000..<500_010)
        #expect(source.use.bytes == 100_000)
        _ = try await window.bytes(in: 500_000..<500_100)
        let failure = await #expect(throws: Failure.self) { _ = try await window.bytes(in: 600_000..<600_001) }
        #expect(failure?.code == .limitExceeded)
        #expect(failure?.message.contains("100000 bytes") == true)
        #expect(failure?.message.contains("(limits.fetchBytes)") == true)
        #expect(source.use.bytes == 100_000)
    }

    @Test("lets go of what was not used for longest")
    func capacity() async throws {
        let source = MemorySource(size: 100_000_000)
        let window = SourceWindow(source, within: RenderLimits())
        _ = try await window.bytes(in: 0..<4)
        for start in stride(from: Int64(10_000_000), to: 50_000_000, by: 4_000_000) {
            _ = try await window.bytes(in: start..<start + 3_000_000)
            _ = try await window.bytes(in: 0..<4)
        }
        #expect(source.ranges.filter { $0.lowerBound == 0 }.count == 1)
        _ = try await window.bytes(in: 10_000_000..<10_000_004)
        #expect(source.ranges.filter { $0.lowerBound == 10_000_000 }.count == 2)
    }
}

/// A source of bytes that tell where they are.
final class MemorySource: RangedSource {
    let size: Int64
    private let state = Mutex<[Range<Int64>]>([])

    init(size: Int64) { self.size = size }

    static func bytes(_ range: Range<Int64>) -> [UInt8] {
        var bytes: [UInt8] = []
        var position = range.lowerBound
        while position < range.upperBound {
            let end = min(range.upperBound, (position / 999 + 1) * 999)
            bytes += [UInt8](repeating: UInt8(truncatingIfNeeded: position / 999 &* 37), count: Int(end - position))
            position = end
        }
        return bytes
    }

    /// What was read, in order.
    var ranges: [Range<Int64>] { state.withLock(\.self) }

    var use: SourceUse {
        let ranges = ranges
        return SourceUse(bytes: ranges.reduce(0) { $0 + Int64($1.count) }, requests: ranges.count)
    }

    func read(_ range: Range<Int64>) throws(Failure) -> ByteBuffer {
        state.withLock { $0.append(range) }
        return ByteBuffer(bytes: Self.bytes(range))
    }
}
