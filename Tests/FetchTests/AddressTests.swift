// SPDX-License-Identifier: Apache-2.0

import Model
import Testing
import UseCases

@Suite struct AddressTests {
    @Test(
        "does not take these addresses for public",
        arguments: [
            // This network, loopback, private, link-local, metadata, shared.
            "0.0.0.0", "0.1.2.3", "127.0.0.1", "127.255.255.254", "10.0.0.1", "10.255.255.255", "172.16.0.1",
            "172.31.255.255", "192.168.0.1", "192.168.255.255", "169.254.0.1", "169.254.169.254", "100.64.0.1",
            "100.100.100.200", "100.127.255.255", "168.63.129.16",
            // Assignments, documentation, benchmarks, multicast, reserved, broadcast.
            "192.0.0.1", "192.0.0.192", "192.0.2.1", "198.51.100.7", "203.0.113.9", "192.88.99.1", "198.18.0.1",
            "198.19.255.255", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
            // IPv6: unspecified, loopback, link-local, site-local, unique local, multicast, discard, documentation.
            "::", "::1", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fd00:ec2::254", "fdff::1", "ff02::1", "ff0e::1",
            "100::1", "2001:db8::1", "3fff::1", "2001:2::1", "2001:10::1", "2001:20::1", "5f00::1", "4000::1",
            "e000::1",
            // IPv4 in IPv6: mapped, translated, compatible, 6to4, NAT64, local NAT64, Teredo, ISATAP.
            "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0.0.0.0", "::ffff:0:127.0.0.1",
            "::ffff:0:8.8.8.8", "::127.0.0.1", "::8.8.8.8", "2002:7f00:1::", "2002:a00:1::", "2002:808:808::1",
            "64:ff9b::127.0.0.1", "64:ff9b::10.1.2.3", "64:ff9b::169.254.169.254", "64:ff9b:1::8.8.8.8",
            "2001:0:53aa:64c:0:fbff:80ff:fffe", "2001::1", "2a00:1450::5efe:127.0.0.1", "2a00:1450::200:5efe:10.0.0.1",
            "fe80::5efe:192.168.0.1",
        ]
    )
    func notPublic(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!address.isPublic)
    }

    @Test(
        "takes these addresses for public",
        arguments: [
            "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.0", "126.255.255.255",
            "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.1",
            "192.167.255.255",
            "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700:4700::1111",
            "2001:4860:4860::8888", "2a00:1450:4001:81b::200e", "2001:200::1", "3ffd::1", "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
        ]
    )
    func isPublic(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.isPublic)
    }

    @Test("reads nothing but the usual spelling as an address")
    func spelling() {
        let others = [
            "", "2130706433", "0177.0.0.1", "127.1", "0x7f.0.0.1", "127.0.0.1 ", "[::1]", "::1%lo", "1.2.3.4.5",
        ]
        for text in others {
            #expect(IPAddress(text) == nil, "\(text)")
        }
        #expect(IPAddress("::1")?.description == "0:0:0:0:0:0:0:1")
        #expect(IPAddress("127.0.0.1")?.description == "127.0.0.1")
    }

    @Test(
        "refuses an address that is not plainly one of the web",
        arguments: [
            "", "example.com", "//example.com/a", "file:///etc/passwd", "gopher://example.com/", "ftp://example.com/a",
            "unix:///run/docker.sock", "http+unix://%2Frun%2Fdocker.sock/", "data:text/plain,x", "http:example.com",
            "http:/example.com", "http://", "http:///a", "http://user@example.com/", "http://user:secret@example.com/",
            "http://example.com@127.0.0.1/", "http://exa mple.com/", "http://example.com/a b",
            "http://example.com\\@a/",
            "http://exämple.com/", "http://127%2e0.0.1/", "http://[::1", "http://[::1]x/", "http://[fe80::1%25eth0]/",
            "http://[127.0.0.1]/", "http://::1/", "http://example.com:port/",
            "http://example.com:99999/", "http://example.com:-1/", "http://example.com/\r\nX-Evil: 1",
        ]
    )
    func malformed(url: String) {
        let failure = #expect(throws: Failure.self) { try FetchAddress(url) }
        #expect(failure?.code == .addressRefused)
        #expect(failure?.class == .permanent)
        #expect(failure?.message == "The address of the source is not allowed.")
    }

    @Test(
        "takes an address apart",
        arguments: [
            ("http://example.com", "http://example.com:80/"),
            ("HTTPS://Example.COM/A?b=C#d", "https://example.com:443/A?b=C"),
            ("http://example.com:8080?x=@y", "http://example.com:8080/?x=@y"),
            ("http://[2606:4700::1]:81/x:y@z", "http://[2606:4700::1]:81/x:y@z"),
            ("http://example.com:/", "http://example.com:80/"),
            ("http://example.com/ü", "http://example.com:80/%C3%BC"),
            ("http://2130706433/", "http://2130706433:80/"),
        ]
    )
    func parts(url: String, expected: String) throws {
        #expect(try FetchAddress(url).url == expected)
    }

    @Test("lets only the ports of the web through, and what was allowed")
    func ports() throws {
        let allowed = try #require(AddressGuard.Exception("media.internal:8080"))
        let strict = AddressGuard()
        let lenient = AddressGuard(allow: [allowed])
        let cases = [
            ("http://media.internal/", true, true), ("https://media.internal/", true, true),
            ("http://media.internal:443/", true, true), ("http://media.internal:8080/", false, true),
            ("http://MEDIA.internal:8080/", false, true), ("http://media.internal:8081/", false, false),
            ("http://other.internal:8080/", false, false), ("http://example.com:22/", false, false),
        ]
        for (url, strictly, leniently) in cases {
            let address = try FetchAddress(url)
            #expect(((try? strict.check(address)) != nil) == strictly, "\(url)")
            #expect(((try? lenient.check(address)) != nil) == leniently, "\(url)")
        }
    }

    @Test("refuses a host when any of its addresses is not public, unless host and port were allowed")
    func resolved() throws {
        let allowed = try #require(AddressGuard.Exception("media.internal:80"))
        let mixed = ["8.8.8.8", "10.0.0.1"].compactMap { IPAddress($0) }
        let addressGuard = AddressGuard(allow: [allowed])
        #expect(throws: Never.self) { try addressGuard.check(mixed, of: FetchAddress("http://media.internal/")) }
        #expect(throws: Never.self) { try addressGuard.check([mixed[0]], of: FetchAddress("http://example.com/")) }
        for url in ["https://media.internal/", "http://example.com/"] {
            let failure = #expect(throws: Failure.self) { try addressGuard.check(mixed, of: FetchAddress(url)) }
            #expect(failure?.code == .addressRefused)
            #expect(failure?.message.contains("10.0.0.1") == false)
            #expect(failure?.evidence?.contains("10.0.0.1") == true)
        }
    }

    @Test("refuses the public addresses of this machine itself, unless host and port were allowed")
    func ownAddresses() throws {
        let own = Set(["8.8.8.8", "2606:4700:4700::1111"].compactMap { IPAddress($0) })
        let exception = try #require(AddressGuard.Exception("media.internal:80"))
        let addressGuard = AddressGuard(allow: [exception]) { own }
        for text in ["8.8.8.8", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2606:4700:4700::1111"] {
            let address = try #require(IPAddress(text))
            let failure = #expect(throws: Failure.self) {
                try addressGuard.check([address], of: FetchAddress("http://example.com/"))
            }
            #expect(failure?.code == .addressRefused)
            #expect(throws: Never.self) {
                try addressGuard.check([address], of: FetchAddress("http://media.internal/"))
            }
        }
        let another = try #require(IPAddress("8.8.4.4"))
        #expect(throws: Never.self) { try addressGuard.check([another], of: FetchAddress("http://example.com/")) }
        #expect(LocalAddresses.all().contains(.v4(0x7F00_0001)))
    }

    @Test(
        "reads exceptions as HOST:PORT and nothing else",
        arguments: [
            ("127.0.0.1:8080", true), ("Media.Internal:80", true), ("[::1]:9", true), ("media.internal", false),
            ("media.internal:", false), ("media.internal:80/", false), ("media.internal:80/x", false), (":80", false),
            ("user@media.internal:80", false), ("http://media.internal:80", false), ("*:80", false), ("", false),
            ("media.internal:80?x=1", false), ("media.internal:99999", false),
        ]
    )
    func exceptions(text: String, isOne: Bool) {
        #expect((AddressGuard.Exception(text) != nil) == isOne)
    }
}
