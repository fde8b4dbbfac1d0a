// SPDX-License-Identifier: Apache-2.0

import BlobStorage
import FoundationEssentials
import Glibc
import Model
import NIOCore
import Testing

extension BlobStorageConformance {
    func givesBackWhatWasWritten(_ storage: any BlobStorage) async throws {
        for pieceSize in [7, 1000, 5000] {
            let bytes = pattern(5000)
            let key = try await storage.store(bytes, pieceSize: pieceSize)
            #expect(try await storage.load(key, 0..<5000) == bytes)
        }
    }

    func readsRanges(_ storage: any BlobStorage) async throws {
        let bytes = pattern(5000)
        let key = try await storage.store(bytes)
        for range in [0..<1, 4999..<5000, 17..<4321, 0..<0, 5000..<5000] {
            let got = try await storage.load(key, Int64(range.lowerBound)..<Int64(range.upperBound))
            #expect(got == Array(bytes[range]))
        }
        // A range outside the blob is the caller's mistake: told, not cut short.
        await #expect(throws: Failure.self) { try await storage.load(key, 4000..<5001) }
    }

    func readsRangesOfALargeBlob(_ storage: any BlobStorage) async throws {
        // Over the sizes that are written and read at once, and not a multiple of either.
        let bytes = pattern(3 << 20 + 12_345)
        let key = try await storage.store(bytes, pieceSize: 60_000)
        #expect(try await storage.load(key, 0..<Int64(bytes.count)) == bytes)
        let range = 262_143..<2_500_001
        #expect(try await storage.load(key, Int64(range.lowerBound)..<Int64(range.upperBound)) == Array(bytes[range]))
    }

    func keepsAnEmptyBlob(_ storage: any BlobStorage) async throws {
        let key = try await storage.store([])
        #expect(try await storage.load(key, 0..<0) == [])
        #expect(try await storage.keys(writtenBefore: .distantFuture) == [key])
    }

    func hidesABlobUntilItIsCommitted(_ storage: any BlobStorage) async throws {
        let writer = try await storage.create()
        try await writer.write(ByteBuffer(bytes: pattern(2 << 20)))
        try await expectMissing(writer.key, in: storage)
        #expect(try await storage.keys(writtenBefore: .distantFuture).isEmpty)
        _ = try await writer.commit()
        #expect(try await storage.keys(writtenBefore: .distantFuture) == [writer.key])
    }

    func forgetsAnAbandonedBlob(_ storage: any BlobStorage) async throws {
        let writer = try await storage.create()
        try await writer.write(ByteBuffer(bytes: pattern(2 << 20)))
        await writer.abandon()
        try await expectMissing(writer.key, in: storage)
        #expect(try await storage.clearUnfinished(before: .distantFuture) == 0)
    }

    func forgetsADroppedWriter(_ storage: any BlobStorage) async throws {
        let key = try await { () async throws -> BlobKey in
            let writer = try await storage.create()
            try await writer.write(ByteBuffer(bytes: pattern(2 << 20)))
            return writer.key
        }()
        // Gone by itself, or with the next sweep.
        _ = try await storage.clearUnfinished(before: .distantFuture)
        try await expectMissing(key, in: storage)
        #expect(try await storage.clearUnfinished(before: .distantFuture) == 0)
    }

    func refusesAWriterAfterItsEnd(_ storage: any BlobStorage) async throws {
        let committed = try await storage.create()
        _ = try await committed.commit()
        await #expect(throws: Failure.self) { try await committed.write(ByteBuffer(string: "late")) }
        await #expect(throws: Failure.self) { try await committed.commit() }
        let abandoned = try await storage.create()
        await abandoned.abandon()
        await #expect(throws: Failure.self) { try await abandoned.commit() }
        try await expectMissing(abandoned.key, in: storage)
    }

    func abandonsNothingAfterACommit(_ storage: any BlobStorage) async throws {
        let writer = try await storage.create()
        try await writer.write(ByteBuffer(string: "kept"))
        _ = try await writer.commit()
        await writer.abandon()
        #expect(try await storage.load(writer.key, 0..<4) == Array("kept".utf8))
    }

    func tellsThatABlobIsMissing(_ storage: any BlobStorage) async throws {
        try await expectMissing(.random(), in: storage)
    }

    func opensADescriptor(_ storage: any BlobStorage) async throws {
        let bytes = pattern(5000)
        let descriptor = try await storage.descriptor(of: try await storage.store(bytes))
        defer { close(descriptor) }
        var status = stat()
        #expect(fstat(descriptor, &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFREG)
        #expect(status.st_size == 5000)
        #expect(fcntl(descriptor, F_GETFL) & O_ACCMODE == O_RDONLY)
        var got = [UInt8](repeating: 0, count: 6000)
        let count = pread(descriptor, &got, 6000, 0)
        #expect(count == 5000)
        #expect(Array(got.prefix(5000)) == bytes)
    }

    func deletesAndPassesOverTheMissing(_ storage: any BlobStorage) async throws {
        let (gone, kept) = (try await storage.store([1]), try await storage.store([2]))
        try await storage.delete([.random(), gone, gone])
        try await expectMissing(gone, in: storage)
        #expect(try await storage.load(kept, 0..<1) == [2])
        #expect(try await storage.keys(writtenBefore: .distantFuture) == [kept])
        try await storage.delete([])
    }

    func listsBlobsByTheirAge(_ storage: any BlobStorage) async throws {
        let keys = [try await storage.store([1]), try await storage.store([2])]
        #expect(try await Set(storage.keys(writtenBefore: Date() + 60)) == Set(keys))
        #expect(try await storage.keys(writtenBefore: Date() - 60).isEmpty)
    }

    func clearsWhatIsUnfinished(_ storage: any BlobStorage) async throws {
        let kept = try await storage.store([1])
        let writer = try await storage.create()
        try await writer.write(ByteBuffer(bytes: pattern(2 << 20)))
        #expect(try await storage.clearUnfinished(before: Date() - 60) == 0)
        #expect(try await storage.clearUnfinished(before: Date() + 60) == 1)
        await #expect(throws: Failure.self) { try await writer.commit() }
        try await expectMissing(writer.key, in: storage)
        #expect(try await storage.load(kept, 0..<1) == [1])
    }

    func writesManyBlobsAtOnce(_ storage: any BlobStorage) async throws {
        let sizes = (0..<24).map { $0 * 70_001 }
        let keys = try await withThrowingTaskGroup(of: (Int, BlobKey).self) { group in
            for size in sizes {
                group.addTask { (size, try await storage.store(pattern(size), pieceSize: 50_000)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(Set(keys.values).count == sizes.count)
        for (size, key) in keys {
            #expect(try await storage.load(key, 0..<Int64(size)) == pattern(size))
        }
    }

    func keepsABatch(_ storage: any BlobStorage) async throws {
        let batch = try await storage.batch()
        var blobs: [(key: BlobKey, bytes: [UInt8])] = []
        for size in [0, 20, 20_000, 2 << 20] {
            let (writer, bytes) = (try await batch.create(), pattern(size))
            try await writer.write(ByteBuffer(bytes: bytes))
            #expect(try await writer.commit() == Int64(size))
            #expect(try await storage.load(writer.key, 0..<Int64(size)) == bytes)
            blobs.append((writer.key, bytes))
        }
        let abandoned = try await batch.create()
        try await abandoned.write(ByteBuffer(bytes: pattern(20)))
        await abandoned.abandon()
        try await batch.settle()
        for blob in blobs { #expect(try await storage.load(blob.key, 0..<Int64(blob.bytes.count)) == blob.bytes) }
        #expect(Set(try await storage.keys(writtenBefore: .distantFuture)) == Set(blobs.map(\.key)))
        #expect(try await storage.clearUnfinished(before: .distantFuture) == 0)
    }

    func survivesAReaderThatStopsEarly(_ storage: any BlobStorage) async throws {
        let bytes = pattern(2 << 20)
        let key = try await storage.store(bytes)
        for _ in 0..<50 {
            for try await chunk in try await storage.read(key, range: 0..<Int64(bytes.count)) {
                #expect(chunk.readableBytes > 0)
                break
            }
        }
        #expect(try await storage.load(key, 0..<10) == Array(bytes.prefix(10)))
    }

    private func expectMissing(_ key: BlobKey, in storage: any BlobStorage) async throws {
        let reading = await #expect(throws: Failure.self) { try await storage.load(key, 0..<1) }
        #expect(reading?.code == .pictureNotFound)
        #expect(reading?.class == .caller)
        let opening = await #expect(throws: Failure.self) { try await storage.descriptor(of: key) }
        #expect(opening?.code == .pictureNotFound)
    }
}

/// `count` bytes in which every position is told from its neighbours and from the same place in another chunk.
private func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &+ ($0 >> 8) &* 31 &+ ($0 >> 16) &* 7) }
}
