// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The addresses that this machine has.
package enum LocalAddresses {
    /// Those of all its interfaces, as they are now.
    package static func all() -> Set<IPAddress> {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        let entries = sequence(first: list, next: { $0?.pointee.ifa_next }).compactMap { $0 }
        return Set(entries.compactMap { $0.pointee.ifa_addr.flatMap { IPAddress(UnsafeRawPointer($0)) } })
    }
}
