// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Model
import NIOCore
import NIOHTTP1
import RenderProtocol
package import Renderers

extension SourceFetcher {
    /// Bytes asked for at first: a file's head, and of many a small file all there is.
    private static let headBytes: Int64 = 64 << 10
    /// Bytes of a source that is fetched whole because its server does not answer ranges.
    private static let wholeLimit: Int64 = 64 << 20

    /// Opens what is at `url` to be read by range while `body` runs.
    ///
    /// Every request goes over connections to addresses that were checked, as those of ``fetch(_:limits:onBytes:)`` do.
    ///
    /// - Parameters:
    ///   - url: `http` or `https`, without credentials.
    ///   - limits: What all of its requests together may take; the first one fetches no more than its bytes.
    /// - Throws: `addressRefused` (permanent), `limitExceeded` (permanent), `fetchFailed` (transient when trying again
    ///   can help), and what `body` throws.
    package func withSource<Result>(
        _ url: String,
        limits: FetchLimits,
        _ body: (any RangedSource) async throws -> Result
    ) async throws -> Result {
        let (source, client) = try await open(url, limits)
        let result: Result
        do {
            result = try await body(source)
        } catch {
            try? await client.shutdown()
            throw error
        }
        try? await client.shutdown()
        return result
    }

    /// Sends the first request.
    ///
    /// - Returns: The source, and the client that it reads with, which the caller shuts down.
    private func open(_ url: String, _ limits: FetchLimits) async throws(Failure) -> (any RangedSource, HTTPClient) {
        let address = try FetchAddress(url)
        let account = FetchAccount(within: limits)
        do {
            return try await follow(address, within: limits) {
                account.use.bytes > 0
            } ask: { address, resolved in
                let client = HTTPClient(
                    eventLoopGroup: eventLoops,
                    configuration: HTTPClient.Configuration(to: address, at: resolved, within: limits)
                )
                do {
                    switch try await ask(address, with: client, limits, account) {
                    case .value(let source): return .value((source, client))
                    case .redirect(let next):
                        try? await client.shutdown()
                        return .redirect(next)
                    }
                } catch {
                    try? await client.shutdown()
                    throw error
                }
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw fetchFailed(.transient, "\(error)")
        }
    }

    private func ask(
        _ address: FetchAddress,
        with client: HTTPClient,
        _ limits: FetchLimits,
        _ account: FetchAccount
    ) async throws -> FetchAnswer<any RangedSource> {
        try await account.run { watch in
            let range = 0..<max(1, min(Self.headBytes, limits.bytes))
            let request = HTTPClientRequest(for: range, of: address)
            let response = try await client.execute(request, timeout: TimeAmount(limits.total))
            if let location = response.redirection {
                return .redirect(try address.redirected(to: location))
            }
            switch response.status.code {
            case 206:
                let size = try response.check(brings: range)
                return .value(
                    HTTPSource(
                        client: client,
                        address: address,
                        limits: limits,
                        version: SourceVersion(of: response, size: size),
                        head: try await response.read(Int(min(size, range.upperBound)), watch),
                        account: account
                    )
                )
            case 200: return .value(HeldSource(bytes: try await whole(response, limits, watch), account: account))
            case 416 where response.contentRange?.size == 0:
                return .value(HeldSource(bytes: ByteBuffer(), account: account))
            default: throw response.refusal
            }
        }
    }

    /// Reads all of a small source from a server that does not answer ranges.
    private func whole(
        _ response: HTTPClientResponse,
        _ limits: FetchLimits,
        _ watch: FetchWatch
    ) async throws -> ByteBuffer {
        try response.checkEncoding()
        let limit = min(Self.wholeLimit, limits.bytes)
        let excess = Failure(
            .permanent,
            .fetchFailed,
            "The server of the source does not answer ranges, and to be fetched whole the source is too large.",
            evidence: "more than \(limit) bytes"
        )
        let announced = response.announcedBytes
        guard announced ?? 0 <= limit else { throw excess }
        let bytes = try await response.readAll(atMost: Int(limit), watch) { excess }
        guard announced ?? Int64(bytes.readableBytes) == Int64(bytes.readableBytes) else {
            throw fetchFailed(.transient, "\(bytes.readableBytes) of \(announced ?? 0) bytes came")
        }
        return bytes
    }
}
