// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Model
import NIOCore
import NIOHTTP1

/// One fetch on its way: from address to address, and then through the body.
struct SourceFetch: Sendable {
    let fetcher: SourceFetcher
    let limits: FetchLimits
    let watch: FetchWatch
    let onBytes: @Sendable (ByteBuffer) async throws -> Void

    /// Asks `address`, and those that it redirects to.
    func follow(_ address: FetchAddress) async throws -> FetchedSource {
        try await fetcher.follow(address, within: limits) {
            watch.bytes > 0
        } ask: { address, resolved in
            try await ask(address, at: resolved)
        }
    }

    private func ask(_ address: FetchAddress, at resolved: IPAddress) async throws -> FetchAnswer<FetchedSource> {
        try await HTTPClient.withHTTPClient(
            eventLoopGroup: fetcher.eventLoops,
            configuration: HTTPClient.Configuration(to: address, at: resolved, within: limits)
        ) { client in
            let response = try await client.execute(HTTPClientRequest(for: address), timeout: TimeAmount(limits.total))
            if let location = response.redirection {
                return .redirect(try address.redirected(to: location))
            }
            return .value(try await receive(response))
        }
    }

    /// Reads the body of an answer that is the source.
    private func receive(_ response: HTTPClientResponse) async throws -> FetchedSource {
        guard response.status == .ok else { throw response.refusal }
        try response.checkEncoding()
        let announced = response.announcedBytes
        if let announced, announced > limits.bytes { throw tooLarge(limits) }

        watch.wait()
        for try await bytes in response.body {
            try watch.receive(bytes.readableBytes)
            try await onBytes(bytes)
            watch.wait()
        }
        try Task.checkCancellation()
        if let announced, announced != watch.bytes {
            throw fetchFailed(.transient, "\(watch.bytes) of \(announced) bytes came")
        }
        return FetchedSource(size: watch.bytes, mediaType: response.headers.first(name: "Content-Type"))
    }
}
