// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore

/// Whole request bodies.
struct RequestBodies: Sendable {
    /// Bodies of up to this many bytes are read from anyone.
    private static let small = 64 << 10

    /// How long a body may take to come.
    let patience: Duration

    /// The request with its body read, if that is small: some clients do not see an answer that comes while they are
    /// still sending.
    ///
    /// - Throws: ``VODError/bodyTooLarge``.
    func collectingSmall(_ request: Request, atMost limit: Int) async throws -> Request {
        guard let length = request.headers[.contentLength].flatMap(Int.init), length <= min(limit, Self.small) else {
            return request
        }
        var request = request
        request.body = RequestBody(buffer: try await collect(request, atMost: limit))
        return request
    }

    /// Reads the body.
    ///
    /// - Throws: ``VODError/bodyTooLarge``; status 408 for one that does not come to its end.
    func collect(_ request: Request, atMost limit: Int) async throws -> ByteBuffer {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > limit {
            throw VODError.bodyTooLarge
        }
        do {
            return try await bytes(of: request.body, atMost: limit)
        } catch is NIOTooManyBytesError {
            throw VODError.bodyTooLarge
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw VODError.bodyTooLarge
        }
    }

    /// Reads a body.
    ///
    /// - Throws: Status 408 for one that does not come to its end, and what the body throws.
    func bytes(of body: RequestBody, atMost limit: Int) async throws -> ByteBuffer {
        try await withThrowingTaskGroup(of: ByteBuffer.self) { group in
            group.addTask { try await body.collect(upTo: limit) }
            group.addTask {
                try await Task.sleep(for: patience)
                throw HTTPError(.requestTimeout)
            }
            defer { group.cancelAll() }
            return try await group.next() ?? ByteBuffer()
        }
    }
}
