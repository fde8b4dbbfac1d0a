// SPDX-License-Identifier: Apache-2.0

package import BlobStorage
import FoundationEssentials
package import Model
import NIOCore
import Testing

/// What every ``BlobStorage`` must do, run against one implementation.
package struct BlobStorageConformance {
    /// One promise of the protocol.
    package enum Case: CaseIterable, Sendable {
        case givesBackWhatWasWritten
        case readsRanges
        case readsRangesOfALargeBlob
        case keepsAnEmptyBlob
        case hidesABlobUntilItIsCommitted
        case forgetsAnAbandonedBlob
        case forgetsADroppedWriter
        case refusesAWriterAfterItsEnd
        case abandonsNothingAfterACommit
        case tellsThatABlobIsMissing
        case opensADescriptor
        case deletesAndPassesOverTheMissing
        case listsBlobsByTheirAge
        case clearsWhatIsUnfinished
        case writesManyBlobsAtOnce
        case keepsABatch
        case survivesAReaderThatStopsEarly
        case answersPing
    }

    private let make: @Sendable () async throws -> any BlobStorage

    /// - Parameter make: Makes an empty storage.
    package init(_ make: @escaping @Sendable () async throws -> any BlobStorage) {
        self.make = make
    }

    package func run(_ test: Case) async throws {
        let storage = try await make()
        switch test {
        case .givesBackWhatWasWritten: try await givesBackWhatWasWritten(storage)
        case .readsRanges: try await readsRanges(storage)
        case .readsRangesOfALargeBlob: try await readsRangesOfALargeBlob(storage)
        case .keepsAnEmptyBlob: try await keepsAnEmptyBlob(storage)
        case .hidesABlobUntilItIsCommitted: try await hidesABlobUntilItIsCommitted(storage)
        case .forgetsAnAbandonedBlob: try await forgetsAnAbandonedBlob(storage)
        case .forgetsADroppedWriter: try await forgetsADroppedWriter(storage)
        case .refusesAWriterAfterItsEnd: try await refusesAWriterAfterItsEnd(storage)
        case .abandonsNothingAfterACommit: try await abandonsNothingAfterACommit(storage)
        case .tellsThatABlobIsMissing: try await tellsThatABlobIsMissing(storage)
        case .opensADescriptor: try await opensADescriptor(storage)
        case .deletesAndPassesOverTheMissing: try await deletesAndPassesOverTheMissing(storage)
        case .listsBlobsByTheirAge: try await listsBlobsByTheirAge(storage)
        case .clearsWhatIsUnfinished: try await clearsWhatIsUnfinished(storage)
        case .writesManyBlobsAtOnce: try await writesManyBlobsAtOnce(storage)
        case .keepsABatch: try await keepsABatch(storage)
        case .survivesAReaderThatStopsEarly: try await survivesAReaderThatStopsEarly(storage)
        case .answersPing: try await storage.ping()
        }
    }
}

extension BlobStorage {
    /// Stores `bytes` as one blob, written in pieces of `pieceSize`.
    package func store(_ bytes: [UInt8], pieceSize: Int = 16_384) async throws -> BlobKey {
        let writer = try await create()
        for start in stride(from: 0, to: bytes.count, by: pieceSize) {
            try await writer.write(ByteBuffer(bytes: bytes[start..<min(start + pieceSize, bytes.count)]))
        }
        #expect(try await writer.commit() == Int64(bytes.count))
        return writer.key
    }

    /// The bytes of `range` of a blob.
    package func load(_ key: BlobKey, _ range: Range<Int64>) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in try await read(key, range: range) { bytes += chunk.readableBytesView }
        return bytes
    }
}
