// SPDX-License-Identifier: Apache-2.0

package import Model
package import NIOCore
import NIOPosix

/// Fetches a source from an address that a client gave, without letting it reach into the operator's networks.
///
/// Of each address, redirects included, the name is resolved once, every result is checked, and the connection goes to
/// a checked one. Proxies from the environment are not used, compressed answers not taken.
package struct SourceFetcher: Sendable {
    /// Finds all addresses of a host.
    package typealias Resolver = @Sendable (_ host: String) async throws(Failure) -> [IPAddress]

    let addressGuard: AddressGuard
    let resolve: Resolver
    let eventLoops: any EventLoopGroup

    /// A fetcher that asks the system for addresses.
    package init(
        addressGuard: AddressGuard,
        eventLoops: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        self.init(addressGuard: addressGuard, eventLoops: eventLoops) { host throws(Failure) in
            try await SystemResolver.resolve(host)
        }
    }

    /// A fetcher that asks `resolve` for addresses.
    package init(
        addressGuard: AddressGuard,
        eventLoops: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        resolve: @escaping Resolver
    ) {
        self.addressGuard = addressGuard
        self.eventLoops = eventLoops
        self.resolve = resolve
    }

    /// Fetches `url` and hands its bytes on as they arrive; the next are only read when `onBytes` returns.
    ///
    /// - Parameters:
    ///   - url: `http` or `https`, without credentials.
    ///   - limits: What the fetch may take.
    ///   - onBytes: Takes the bytes in order. They are a whole source only once this method returns.
    /// - Returns: What came.
    /// - Throws: `addressRefused` (permanent), `limitExceeded` (permanent), `fetchFailed` (transient when trying again
    ///   can help), and what `onBytes` throws.
    package func fetch(
        _ url: String,
        limits: FetchLimits = FetchLimits(),
        onBytes: @escaping @Sendable (ByteBuffer) async throws -> Void
    ) async throws(Failure) -> FetchedSource {
        let address = try FetchAddress(url)
        let pace = FetchWatch(limits: limits)
        do {
            return try await pace.run {
                let fetch = SourceFetch(fetcher: self, limits: limits, watch: pace, onBytes: onBytes)
                return try await fetch.follow(address)
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw fetchFailed(.transient, "\(error)")
        }
    }
}
