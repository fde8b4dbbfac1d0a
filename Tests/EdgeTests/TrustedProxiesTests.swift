// SPDX-License-Identifier: Apache-2.0

import Testing
import UseCases

@Suite("Where a request came from")
struct TrustedProxiesTests {
    @Test(
        "is the last address that no trusted proxy has",
        arguments: [
            ("", "9.9.9.9", ["1.1.1.1"], "9.9.9.9"),
            ("9.9.9.9", "9.9.9.9", ["1.1.1.1"], "1.1.1.1"),
            ("9.9.9.9", "9.9.9.9", [], "9.9.9.9"),
            ("9.9.9.9", "9.9.9.9", ["6.6.6.6, 1.1.1.1"], "1.1.1.1"),
            ("9.9.9.9, 10.0.0.0/8", "9.9.9.9", ["6.6.6.6", "1.1.1.1,10.3.2.1"], "1.1.1.1"),
            ("9.9.9.9", "9.9.9.9", ["1.1.1.1, nonsense"], "9.9.9.9"),
            ("9.9.9.9", "::ffff:9.9.9.9", ["1.1.1.1:4711"], "1.1.1.1"),
            ("fd00::/8", "fd00::1", ["[2001:db8::7]:443"], "2001:db8:0:0:0:0:0:7"),
            ("fd00::/8", "fe00::1", ["2001:db8::7"], "fe00:0:0:0:0:0:0:1"),
            ("0.0.0.0/0", "9.9.9.9", ["1.1.1.1, 2.2.2.2"], "1.1.1.1"),
        ]
    )
    func client(_ trusted: String, _ peer: String, _ forwarded: [String], _ expected: String) throws {
        let proxies = try #require(TrustedProxies(trusted))
        let address = try #require(IPAddress(peer))
        #expect("\(proxies.client(behind: address, forwarded: forwarded))" == expected)
    }

    @Test(
        "cannot be told by what is no address",
        arguments: ["x", "1.2.3", "1.2.3.4/33", "1.2.3.4/", "::/129", "1.2.3.4/a"]
    )
    func malformed(_ list: String) {
        #expect(TrustedProxies(list) == nil)
    }
}
