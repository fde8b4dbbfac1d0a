// SPDX-License-Identifier: Apache-2.0

import BlobStorage
import Model
import NIOCore

/// The bytes of several blobs, one after the other.
struct JoinedBlobs: AsyncSequence, Sendable {
    let blobs: [StoredBlob]
    let storage: any BlobStorage

    func makeAsyncIterator() -> Iterator {
        Iterator(remaining: blobs[...], storage: storage)
    }

    struct Iterator: AsyncIteratorProtocol {
        var remaining: ArraySlice<StoredBlob>
        let storage: any BlobStorage
        var current: (any AsyncIteratorProtocol<ByteBuffer, any Error>)?

        mutating func next() async throws -> ByteBuffer? {
            try await next(isolation: nil)
        }

        mutating func next(isolation: isolated (any Actor)?) async throws -> ByteBuffer? {
            while true {
                if let buffer = try await current?.next(isolation: isolation) { return buffer }
                guard let blob = remaining.popFirst() else { return nil }
                current = try await storage.read(blob.key, range: 0..<blob.size).makeAsyncIterator()
            }
        }
    }
}
