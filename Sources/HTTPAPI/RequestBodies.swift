// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore

/// Whole request bodies.
enum RequestBodies {
    /// Bodies of up to this many bytes are read from anyone.
    private static let small = 64 << 10
    /// How long a body that is read whole may take to come: 12 MB at some 2 Mbit/s.
    private static let patience = Duration.seconds(60)

    /// The request with its body read, if that is small: some clients do not see an answer that comes while they are
    /// still sending.
    ///
    /// - Throws: ``VODError/bodyTooLarge``.
    static func collectingSmall(_ request: Request, atMost limit: Int) async throws -> Request {
        guard let length = request.headers[.contentLength].flatMap(Int.init), length <= min(limit, small) else {
            return request
        }
        var request = request
        request.body = RequestBody(buffer: try await collect(request, atMost: limit))
        return request
    }

    /// Reads the body.
    ///
    /// - Throws: ``VODError/bodyTooLarge``; status 408 for one that does not come to its end.
    static func collect(_ request: Request, atMost limit: Int) async throws -> ByteBuffer {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > limit {
            throw VODError.bodyTooLarge
        }
        do {
            return try await withThrowingTaskGroup(of: ByteBuffer.self) { group in
                group.addTask { [body = request.body] in try await body.collect(upTo: limit) }
                group.addTask {
                    try await Task.sleep(for: patience)
                    throw HTTPError(.requestTimeout)
                }
                defer { group.cancelAll() }
                return try await group.next() ?? ByteBuffer()
            }
        } catch is NIOTooManyBytesError {
            throw VODError.bodyTooLarge
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw VODError.bodyTooLarge
        }
    }
}
