// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An address that a name resolved to.
package enum IPAddress: Hashable, Sendable, CustomStringConvertible {
    case v4(UInt32)
    /// Two halves, the network's first.
    case v6(UInt64, UInt64)

    /// Reads the usual spelling of an address: four decimal numbers, or IPv6 without brackets and zone.
    package init?(_ text: String) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self = .v4(UInt32(bigEndian: v4.s_addr))
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            self.init(v6)
        } else {
            return nil
        }
    }

    init(_ address: in6_addr) {
        self = withUnsafeBytes(of: address) { bytes in
            .v6(
                UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    /// The address in a socket address, which is as long as its family has it; `nil` for another family.
    init?(_ socketAddress: UnsafeRawPointer) {
        switch CInt(socketAddress.loadUnaligned(as: sockaddr.self).sa_family) {
        case AF_INET:
            self = .v4(UInt32(bigEndian: socketAddress.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr))
        case AF_INET6: self.init(socketAddress.loadUnaligned(as: sockaddr_in6.self).sin6_addr)
        default: return nil
        }
    }

    /// The IPv4 address in a mapped or a translated one (NAT64), which lead to it; else the address itself.
    var reached: IPAddress {
        switch self {
        case .v6(0, let low) where low >> 32 == 0xFFFF, .v6(0x0064_FF9B_0000_0000, let low) where low >> 32 == 0:
            .v4(UInt32(truncatingIfNeeded: low))
        case .v4, .v6: self
        }
    }

    /// The usual spelling, the same for every way in which the address was written.
    package var description: String {
        switch self {
        case .v4(let bits):
            return [24, 16, 8, 0].map { String(bits >> UInt32($0) & 0xFF) }.joined(separator: ".")
        case .v6(let high, let low):
            let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { half >> UInt64($0) & 0xFFFF } }
            return groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
    }
}
