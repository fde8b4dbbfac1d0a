// SPDX-License-Identifier: Apache-2.0

/// The proxies whose word is taken for where a request came from.
package struct TrustedProxies: Sendable, Hashable {
    /// Addresses that share their first bits.
    private struct Network: Hashable {
        var address: IPAddress
        var prefix: Int

        func contains(_ other: IPAddress) -> Bool {
            switch (address, other) {
            case (.v4(let own), .v4(let other)): return (own ^ other).leadingZeroBitCount >= prefix
            case (.v6(let high, let low), .v6(let otherHigh, let otherLow)):
                let common = (high ^ otherHigh).leadingZeroBitCount
                return (common < 64 ? common : 64 + (low ^ otherLow).leadingZeroBitCount) >= prefix
            default: return false
            }
        }
    }

    private let networks: [Network]

    /// None.
    package init() {
        networks = []
    }

    /// Reads a list of addresses and networks, such as `127.0.0.1,10.1.0.0/16`; `nil` where one is neither.
    package init?(_ list: String) {
        var networks: [Network] = []
        for text in list.split(separator: ",") {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count <= 2, let address = IPAddress(String(parts[0].filter { $0 != " " })) else { return nil }
            let most = if case .v4 = address { 32 } else { 128 }
            guard let prefix = parts.count == 2 ? Int(parts[1]) : most, 0...most ~= prefix else { return nil }
            networks.append(Network(address: address, prefix: prefix))
        }
        self.networks = networks
    }

    /// Where a request came from that `peer` handed on.
    ///
    /// Each proxy adds the address that it was called from, so that the last one that is not a trusted proxy's is the
    /// client's; what stands before it is the client's own word.
    ///
    /// - Parameter forwarded: The values of `X-Forwarded-For`, in their order.
    package func client(behind peer: IPAddress, forwarded: [String]) -> IPAddress {
        var client = peer.reached
        var hops = forwarded.flatMap { $0.split(separator: ",") }
        while networks.contains(where: { $0.contains(client) }), let hop = hops.popLast() {
            guard let address = Self.address(hop) else { break }
            client = address.reached
        }
        return client
    }

    /// The address in a member of the list, which may have a port, and brackets around IPv6.
    private static func address(_ hop: Substring) -> IPAddress? {
        let text = hop.filter { $0 != " " && $0 != "\t" }
        if text.first == "[" { return IPAddress(String(text.dropFirst().prefix { $0 != "]" })) }
        return IPAddress(text) ?? IPAddress(String(text.prefix { $0 != ":" }))
    }
}
