// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Model
import NIOCore
import NIOHTTP1
import RenderProtocol
import Renderers

/// A source behind a web address that is read by range, over a connection that is kept.
///
/// Its server is not trusted: each answer has to bring exactly the bytes that were asked for, of the same version.
struct HTTPSource: RangedSource {
    let client: HTTPClient
    /// Where redirects led to.
    let address: FetchAddress
    let limits: FetchLimits
    let version: SourceVersion
    /// The first bytes, which came with the first answer.
    let head: ByteBuffer
    let account: FetchAccount

    var size: Int64 { version.size }
    var use: SourceUse { account.use }

    func read(_ range: Range<Int64>) async throws(Failure) -> ByteBuffer {
        if range.upperBound <= Int64(head.readableBytes),
            let bytes = head.getSlice(at: head.readerIndex + Int(range.lowerBound), length: range.count)
        {
            return bytes
        }
        do {
            do {
                return try await request(range)
            } catch let error where !(error is Failure) && !Task.isCancelled {
                // Servers may close a connection that is kept just when it is used again.
                return try await request(range)
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw fetchFailed(.transient, "\(error)")
        }
    }

    private func request(_ range: Range<Int64>) async throws -> ByteBuffer {
        try await account.run { watch in
            let request = HTTPClientRequest(for: range, of: address)
            let response = try await client.execute(request, timeout: TimeAmount(limits.total))
            switch response.status.code {
            case 206: break
            case 200, 300..<400, 416: throw sourceChanged("status \(response.status.code) to a later request")
            default: throw response.refusal
            }
            let size = try response.check(brings: range)
            guard SourceVersion(of: response, size: size) == version else {
                throw sourceChanged("another size, ETag or Last-Modified than before")
            }
            return try await response.read(range.count, watch)
        }
    }
}

/// A source whose server does not answer ranges: small, and fetched whole.
struct HeldSource: RangedSource {
    let bytes: ByteBuffer
    let account: FetchAccount

    var size: Int64 { Int64(bytes.readableBytes) }
    var use: SourceUse { account.use }

    func read(_ range: Range<Int64>) throws(Failure) -> ByteBuffer {
        guard let part = bytes.getSlice(at: bytes.readerIndex + Int(range.lowerBound), length: range.count) else {
            throw fetchFailed(.permanent, "\(range) of \(size) bytes")
        }
        return part
    }
}
