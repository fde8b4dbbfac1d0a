// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Model
import NIOCore
import NIOPosix

/// What came of asking one address.
enum FetchAnswer<Value: Sendable>: Sendable {
    case value(Value)
    case redirect(FetchAddress)
}

extension SourceFetcher {
    /// Asks `address`, and those that it redirects to, each checked in full.
    ///
    /// - Parameters:
    ///   - limits: How many redirects are followed.
    ///   - hasBegun: Whether bytes of the source came: no other address of its host is tried then.
    ///   - ask: Asks an address over a connection to that resolved address and to no other.
    func follow<Value: Sendable>(
        _ address: FetchAddress,
        within limits: FetchLimits,
        hasBegun: () -> Bool,
        ask: (FetchAddress, IPAddress) async throws -> FetchAnswer<Value>
    ) async throws -> Value {
        var address = address
        for _ in 0...limits.redirects {
            switch try await tryAll(address, hasBegun, ask) {
            case .value(let value): return value
            case .redirect(let next): address = next
            }
        }
        throw fetchFailed(.permanent, "more than \(limits.redirects) redirects")
    }

    /// Checks `address`, then asks those that its host resolved to until one takes the connection.
    private func tryAll<Value: Sendable>(
        _ address: FetchAddress,
        _ hasBegun: () -> Bool,
        _ ask: (FetchAddress, IPAddress) async throws -> FetchAnswer<Value>
    ) async throws -> FetchAnswer<Value> {
        try addressGuard.check(address)
        let resolved = try await resolve(address.host)
        try addressGuard.check(resolved, of: address)
        guard let last = resolved.last else { throw fetchFailed(.transient, "\(address.host) has no address") }
        for candidate in resolved.dropLast() {
            do {
                return try await ask(address, candidate)
            } catch let error where !hasBegun() && Self.isUnreachable(error) {
                continue
            }
        }
        return try await ask(address, last)
    }

    private static func isUnreachable(_ error: any Error) -> Bool {
        error is IOError || error is ChannelError || error as? HTTPClientError == .connectTimeout
            || error is NIOConnectionError
    }
}
