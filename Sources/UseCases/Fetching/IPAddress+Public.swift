// SPDX-License-Identifier: Apache-2.0

extension IPAddress {
    /// Whether the address belongs to somebody on the public internet.
    ///
    /// False for everything that leads to this machine, its networks, their metadata services or nowhere.
    /// An IPv4 address inside an IPv6 one counts as itself where networks still translate it (mapped, NAT64); the
    /// other, obsolete ways of hiding one are refused whatever they hide.
    ///
    /// - SeeAlso: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890).
    package var isPublic: Bool {
        switch self {
        case .v4(let bits): Self.isPublic(v4: bits)
        case .v6(let high, let low): Self.isPublic(v6: high, low)
        }
    }

    private static let specialV4: [(network: UInt32, prefix: UInt32)] = [
        (0x0000_0000, 8),  // 0.0.0.0/8, this network
        (0x0A00_0000, 8),  // 10.0.0.0/8, private
        (0x6440_0000, 10),  // 100.64.0.0/10, carrier-grade NAT; Alibaba's metadata service
        (0x7F00_0000, 8),  // 127.0.0.0/8, loopback
        (0xA83F_8110, 32),  // 168.63.129.16, Azure's host services
        (0xA9FE_0000, 16),  // 169.254.0.0/16, link-local; the metadata service of most clouds
        (0xAC10_0000, 12),  // 172.16.0.0/12, private
        (0xC000_0000, 24),  // 192.0.0.0/24, protocol assignments
        (0xC000_0200, 24),  // 192.0.2.0/24, documentation
        (0xC058_6300, 24),  // 192.88.99.0/24, relays of 6to4
        (0xC0A8_0000, 16),  // 192.168.0.0/16, private
        (0xC612_0000, 15),  // 198.18.0.0/15, benchmarks
        (0xC633_6400, 24),  // 198.51.100.0/24, documentation
        (0xCB00_7100, 24),  // 203.0.113.0/24, documentation
        (0xE000_0000, 4),  // 224.0.0.0/4, multicast
        (0xF000_0000, 4),  // 240.0.0.0/4, reserved, and broadcast
    ]

    /// Parts of 2000::/3 that are not public; only the upper halves matter.
    private static let specialV6: [(network: UInt64, prefix: UInt64)] = [
        (0x2001_0000_0000_0000, 23),  // 2001::/23, protocol assignments: Teredo, ORCHID, benchmarks
        (0x2001_0DB8_0000_0000, 32),  // 2001:db8::/32, documentation
        (0x2002_0000_0000_0000, 16),  // 2002::/16, 6to4
        (0x3FFE_0000_0000_0000, 16),  // 3ffe::/16, the former 6bone
        (0x3FFF_0000_0000_0000, 20),  // 3fff::/20, documentation
    ]

    private static func isPublic(v4 bits: UInt32) -> Bool {
        !specialV4.contains { bits >> (32 - $0.prefix) == $0.network >> (32 - $0.prefix) }
    }

    private static func isPublic(v6 high: UInt64, _ low: UInt64) -> Bool {
        let lowHalf = UInt32(truncatingIfNeeded: low)
        // ::ffff:0:0/96, mapped IPv4: the kernel connects to the IPv4 address.
        if high == 0, low >> 32 == 0xFFFF { return isPublic(v4: lowHalf) }
        // 64:ff9b::/96, NAT64: what an IPv6-only network resolves every IPv4 host to.
        if high == 0x0064_FF9B_0000_0000, low >> 32 == 0 { return isPublic(v4: lowHalf) }
        // ISATAP: the address of an IPv4 host in a private tunnel.
        if low >> 32 & ~0x0200_0000 == 0x0000_5EFE { return false }
        // Only 2000::/3 is given out. Loopback, compatible IPv4, unique local, link-local and multicast lie outside.
        guard high >> 61 == 0b001 else { return false }
        return !specialV6.contains { high >> (64 - $0.prefix) == $0.network >> (64 - $0.prefix) }
    }
}
