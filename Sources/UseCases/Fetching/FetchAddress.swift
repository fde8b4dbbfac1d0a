// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
package import Model

/// A web address taken apart strictly, so that every part of the program sees the same host in it.
package struct FetchAddress: Hashable, Sendable {
    /// `http` or `https`.
    package let scheme: String
    /// Lower case; an IPv6 address without its brackets.
    package let host: String
    package let port: Int
    /// Path and query, never empty.
    package let target: String

    /// Takes `url` apart; a fragment is dropped.
    ///
    /// - Throws: ``Model/Failure`` `addressRefused` for another scheme, credentials, or a host that is neither a name
    ///   of letters, digits, `.`, `-` and `_` nor an IPv6 address in brackets.
    package init(_ url: String) throws(Failure) {
        let bytes = url.utf8.prefix { $0 != UInt8(ascii: "#") }
        guard bytes.count <= 8192, bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else {
            throw addressRefused("the address has blanks, control characters or backslashes, or is too long")
        }
        let text = Substring(bytes)
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let scheme = parts[0].lowercased()
        guard parts.count == 2, ["http", "https"].contains(scheme), parts[1].hasPrefix("//") else {
            throw addressRefused("the scheme is not http or https")
        }
        let rest = parts[1].dropFirst(2)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { throw addressRefused("the address has credentials") }
        self.scheme = scheme
        (host, port) = try Self.hostAndPort(authority, standardPort: scheme == "https" ? 443 : 80)
        let target = Self.encoded(rest[authority.endIndex...])
        self.target = target.hasPrefix("/") ? target : "/" + target
    }

    /// The address in its one spelling.
    package var url: String {
        "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)\(target)"
    }

    /// Where a redirect of this address to `location` leads.
    func redirected(to location: String) throws(Failure) -> FetchAddress {
        guard let base = URL(string: url), let next = URL(string: Self.encoded(location), relativeTo: base) else {
            throw addressRefused("the source redirects to something that is no address")
        }
        return try FetchAddress(next.absoluteString)
    }

    private static func hostAndPort(
        _ authority: Substring,
        standardPort: Int
    ) throws(Failure) -> (host: String, port: Int) {
        var host = authority
        var port: Substring = ""
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority[authority.index(after: authority.startIndex)..<end]
            port = authority[authority.index(after: end)...]
            guard port.isEmpty || port.hasPrefix(":"), case .v6? = IPAddress(String(host)) else {
                throw addressRefused("the host is not an IPv6 address")
            }
        } else {
            host = authority.prefix { $0 != ":" }
            port = authority[host.endIndex...]
            guard (1...253).contains(host.utf8.count), host.utf8.allSatisfy(isNameByte) else {
                throw addressRefused("the host is not a plain name")
            }
        }
        let digits = port.dropFirst()
        guard !digits.isEmpty else { return (host.lowercased(), standardPort) }
        guard digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains), let number = UInt16(digits)
        else {
            throw addressRefused("the port is not a number")
        }
        return (host.lowercased(), Int(number))
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// `text` with the bytes of characters beyond ASCII written as `%XX`.
    private static func encoded(_ text: some StringProtocol) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let bytes = text.utf8.flatMap { byte in
            byte < 0x80 ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A refusal for security: the client learns no more than that, the operator learns why.
func addressRefused(_ evidence: String) -> Failure {
    Failure(.permanent, .addressRefused, "The address of the source is not allowed.", evidence: evidence)
}
