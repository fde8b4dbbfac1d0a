// SPDX-License-Identifier: Apache-2.0

extension IPAddress {
    /// The least network that belongs to one client: the address itself for IPv4, the /64 for IPv6.
    package var network: String {
        switch self {
        case .v4: description
        case .v6(0, let low) where low >> 32 == 0xFFFF: IPAddress.v4(UInt32(truncatingIfNeeded: low)).description
        case .v6(let high, _): "\(IPAddress.v6(high, 0))/64"
        }
    }
}
