// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore

/// Whole request bodies.
enum RequestBodies {
    /// Reads the body.
    ///
    /// - Throws: ``VODError/bodyTooLarge``.
    static func collect(_ request: Request, atMost limit: Int) async throws -> ByteBuffer {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > limit {
            throw VODError.bodyTooLarge
        }
        do {
            return try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw VODError.bodyTooLarge
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw VODError.bodyTooLarge
        }
    }
}
