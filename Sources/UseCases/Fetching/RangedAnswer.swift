// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Model
import NIOCore
import NIOHTTP1

extension HTTPClientRequest {
    /// A request for some bytes of what is at `address`.
    init(for range: Range<Int64>, of address: FetchAddress) {
        self.init(for: address)
        headers.add(name: "Range", value: "bytes=\(range.lowerBound)-\(range.upperBound - 1)")
    }
}

extension HTTPClientResponse {
    /// Which bytes the answer says that it brings, if it does.
    var contentRange: ContentRange? { headers.first(name: "Content-Range").flatMap { ContentRange($0) } }

    /// Holds an answer 206 against the range that was asked for.
    ///
    /// - Returns: Bytes in all.
    func check(brings range: Range<Int64>) throws(Failure) -> Int64 {
        try checkEncoding()
        guard let told = contentRange, let brought = told.range else {
            throw sourceLies("an answer 206 that does not tell its range")
        }
        // Less than was asked for, only where the source ends.
        guard brought == range.clamped(to: 0..<told.size) else {
            throw sourceLies("bytes \(brought) where \(range) were asked for")
        }
        if let announced = announcedBytes, announced != Int64(brought.count) {
            throw sourceLies("\(announced) bytes announced for \(brought)")
        }
        return told.size
    }

    /// Reads a body of exactly `count` bytes.
    func read(_ count: Int, _ watch: FetchWatch) async throws -> ByteBuffer {
        let bytes = try await readAll(atMost: count, watch) { sourceLies("more than the \(count) bytes of the range") }
        guard bytes.readableBytes == count else {
            throw fetchFailed(.transient, "\(bytes.readableBytes) of \(count) bytes came")
        }
        return bytes
    }

    /// Reads the whole body.
    ///
    /// - Throws: `excess` where it has more than `limit` bytes.
    func readAll(atMost limit: Int, _ watch: FetchWatch, excess: () -> Failure) async throws -> ByteBuffer {
        var bytes = ByteBuffer()
        watch.wait()
        for try await part in body {
            try watch.receive(part.readableBytes)
            guard part.readableBytes <= limit - bytes.readableBytes else { throw excess() }
            bytes.writeImmutableBuffer(part)
            watch.wait()
        }
        try Task.checkCancellation()
        return bytes
    }
}

/// A server that does not keep to HTTP: trying again does not help.
func sourceLies(_ evidence: String) -> Failure {
    Failure(.permanent, .fetchFailed, "The server of the source answers wrongly.", evidence: evidence)
}

/// The bytes that were read before and those that would be read now are not of one file.
func sourceChanged(_ evidence: String) -> Failure {
    Failure(.transient, .fetchFailed, "The source changed while it was read.", evidence: evidence)
}
