// SPDX-License-Identifier: Apache-2.0

package import Model

/// Which addresses the server fetches from: the public internet on the ports of the web, and what the operator added.
package struct AddressGuard: Sendable {
    /// A host and port whose addresses are not checked.
    package struct Exception: Hashable, Sendable {
        /// As it stands in an address, lower case, without brackets.
        package let host: String
        package let port: Int

        /// Reads `HOST:PORT`, an IPv6 host in brackets; `nil` when `text` is something else.
        package init?(_ text: String) {
            guard let address = try? FetchAddress("http://" + text), address.target == "/", !text.hasSuffix("/"),
                text.utf8.last?.isDigit == true, text.hasSuffix(":\(address.port)")
            else { return nil }
            host = address.host
            port = address.port
        }
    }

    private let exceptions: Set<Exception>
    private let own: @Sendable () -> Set<IPAddress>

    /// - Parameters:
    ///   - allow: The only exceptions there are, to the check of addresses as to that of ports.
    ///   - own: The addresses of this machine: what listens on a public one is not meant for the server's requests, which
    ///     come from within.
    package init(allow: [Exception] = [], own: @escaping @Sendable () -> Set<IPAddress> = { LocalAddresses.all() }) {
        exceptions = Set(allow)
        self.own = own
    }

    /// Checks what can be seen before the name is resolved.
    package func check(_ address: FetchAddress) throws(Failure) {
        guard isException(address) || address.port == 80 || address.port == 443 else {
            throw addressRefused("port \(address.port) of \(address.host) is not 80 or 443")
        }
    }

    /// Checks what the host of `address` resolved to: one address that is not public is enough to refuse all.
    package func check(_ resolved: [IPAddress], of address: FetchAddress) throws(Failure) {
        guard !isException(address) else { return }
        for candidate in resolved where !candidate.isPublic {
            throw addressRefused("\(address.host) resolves to \(candidate), which is not public")
        }
        let own = own()
        for candidate in resolved where own.contains(candidate.reached) {
            throw addressRefused("\(address.host) resolves to \(candidate), which is this machine's own")
        }
    }

    private func isException(_ address: FetchAddress) -> Bool {
        exceptions.contains { $0.host == address.host && $0.port == address.port }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
