// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Model
import NIOCore
import NIOHTTP1
import NIOPosix

/// One fetch on its way: from address to address, and then through the body.
struct SourceFetch: Sendable {
    let fetcher: SourceFetcher
    let limits: FetchLimits
    let watch: FetchWatch
    let onBytes: @Sendable (ByteBuffer) async throws -> Void

    /// What came of asking one address.
    private enum Answer: Sendable {
        case source(FetchedSource)
        case redirect(FetchAddress)
    }

    /// Asks `address`, and those that it redirects to.
    func follow(_ address: FetchAddress) async throws -> FetchedSource {
        var address = address
        for _ in 0...limits.redirects {
            switch try await ask(address) {
            case .source(let source): return source
            case .redirect(let next): address = next
            }
        }
        throw fetchFailed(.permanent, "more than \(limits.redirects) redirects")
    }

    /// Checks `address` in full, then asks those that its host resolved to until one takes the connection.
    private func ask(_ address: FetchAddress) async throws -> Answer {
        try fetcher.addressGuard.check(address)
        let resolved = try await fetcher.resolve(address.host)
        try fetcher.addressGuard.check(resolved, of: address)
        guard let last = resolved.last else { throw fetchFailed(.transient, "\(address.host) has no address") }
        for candidate in resolved.dropLast() {
            do {
                return try await ask(address, at: candidate)
            } catch let error where watch.bytes == 0 && Self.isUnreachable(error) {
                continue
            }
        }
        return try await ask(address, at: last)
    }

    private static func isUnreachable(_ error: any Error) -> Bool {
        error is IOError || error is ChannelError || error as? HTTPClientError == .connectTimeout
            || error is NIOConnectionError
    }

    /// Asks `address` over a connection to `resolved` and to no other.
    private func ask(_ address: FetchAddress, at resolved: IPAddress) async throws -> Answer {
        try await HTTPClient.withHTTPClient(
            eventLoopGroup: fetcher.eventLoops,
            configuration: configuration(address, resolved)
        ) { client in
            var request = HTTPClientRequest(url: address.url)
            request.headers = ["Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "vignette"]
            let response = try await client.execute(request, timeout: TimeAmount(limits.total))
            if let location = redirection(response) {
                return .redirect(try address.redirected(to: location))
            }
            return .source(try await receive(response))
        }
    }

    private func configuration(_ address: FetchAddress, _ resolved: IPAddress) -> HTTPClient.Configuration {
        // `proxy` stays nil: the client reads none from the environment.
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        configuration.timeout = .init(connect: TimeAmount(limits.connect))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        // The client connects there without asking the resolver, and still names and verifies the host.
        configuration.dnsOverride = [address.host: resolved.description]
        // Whatever the client made of the address: nothing is sent over a connection to another one.
        configuration.http1_1ConnectionDebugInitializer = { channel in
            let connected = channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
            return connected == resolved
                ? channel.eventLoop.makeSucceededVoidFuture()
                : channel.eventLoop.makeFailedFuture(addressRefused("connected elsewhere than to \(resolved)"))
        }
        return configuration
    }

    private func redirection(_ response: HTTPClientResponse) -> String? {
        guard [301, 302, 303, 307, 308].contains(response.status.code) else { return nil }
        return response.headers.first(name: "Location")
    }

    /// Reads the body of an answer that is the source.
    private func receive(_ response: HTTPClientResponse) async throws -> FetchedSource {
        try Self.check(response.status)
        let encodings = response.headers[canonicalForm: "Content-Encoding"].filter { $0.lowercased() != "identity" }
        guard encodings.isEmpty else { throw fetchFailed(.permanent, "the answer is encoded: \(encodings)") }
        let announced = response.headers.first(name: "Content-Length").flatMap { Int64($0) }
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

    private static func check(_ status: HTTPResponseStatus) throws(Failure) {
        switch status.code {
        case 200: return
        // Asked too early or too often: later may do.
        case 408, 425, 429, 500...599: throw fetchFailed(.transient, "status \(status.code)")
        default: throw fetchFailed(.permanent, "status \(status.code)")
        }
    }
}
