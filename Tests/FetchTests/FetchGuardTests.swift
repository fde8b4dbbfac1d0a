// SPDX-License-Identifier: Apache-2.0

import Model
import NIOCore
import Synchronization
import Testing
import UseCases

/// Where a fetch goes, and where not.
@Suite struct FetchGuardTests: FetchSuite {
    @Test("makes no connection to an address that is not allowed")
    func withoutException() async throws {
        try await TestServer.with(reply: { _ in .text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }) { server in
            let other = try #require(AddressGuard.Exception("127.0.0.1:\(server.port == 1 ? 2 : 1)"))
            let fetcher = SourceFetcher(addressGuard: AddressGuard(allow: [other]))
            for host in ["127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "127.1", "0", "[::ffff:127.0.0.1]"] {
                let failure = await failure("http://\(host):\(server.port)/", fetcher)
                #expect(failure?.code == .addressRefused, "\(host)")
                #expect(failure?.class == .permanent)
            }
            #expect(server.log.connections == 0)
        }
    }

    @Test(
        "refuses loopback on the ports of the web, however it is spelt",
        arguments: [
            "127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "0x7f000001", "0x7f.1", "127.1", "0", "[::1]",
            "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "169.254.169.254", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        ]
    )
    func loopback(host: String) async throws {
        for scheme in ["http", "https"] {
            let failure = await failure("\(scheme)://\(host)/", SourceFetcher(addressGuard: AddressGuard()))
            #expect(failure?.code == .addressRefused)
        }
    }

    @Test("connects to the address that was checked, and asks for it once")
    func rebinding() async throws {
        let reply: @Sendable (String) -> TestServer.Reply = { _ in
            .text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        try await TestServer.with(host: "127.0.0.2", reply: reply) { checked in
            try await TestServer.with(host: "127.0.0.3", port: checked.port, reply: reply) { other in
                let resolver = ScriptedResolver([["127.0.0.2"], ["127.0.0.3"]])
                let exception = try #require(AddressGuard.Exception("rebind.test:\(checked.port)"))
                let fetcher = SourceFetcher(addressGuard: AddressGuard(allow: [exception])) { host throws(Failure) in
                    resolver.next(host)
                }
                let (source, _) = try await fetch("http://rebind.test:\(checked.port)/", fetcher)
                #expect(source.size == 2)
                #expect(resolver.asked == ["rebind.test"])
                #expect(checked.log.connections == 1)
                #expect(other.log.connections == 0)
                let request = try #require(checked.log.requests.first)
                #expect(request.lowercased().contains("\r\nhost: rebind.test:\(checked.port)\r\n"))
            }
        }
    }

    @Test("speaks TLS with the checked address, in the name of the host")
    func serverName() async throws {
        try await TestServer.with(host: "127.0.0.2", reply: { _ in .hang("") }) { server in
            let resolver = ScriptedResolver([["127.0.0.2"]])
            let exception = try #require(AddressGuard.Exception("secure.test:\(server.port)"))
            let fetcher = SourceFetcher(addressGuard: AddressGuard(allow: [exception])) { host throws(Failure) in
                resolver.next(host)
            }
            let limits = FetchLimits(connect: .milliseconds(300))
            let failure = await failure("https://secure.test:\(server.port)/", fetcher, limits)
            #expect(failure?.code == .fetchFailed)
            // A TLS handshake record, with the name in its clear text; no request.
            #expect(server.log.bytes.first == 22)
            #expect(server.log.bytes.contains(Array("secure.test".utf8)))
            #expect(!server.log.bytes.contains(Array("GET".utf8)))
        }
    }

    @Test("checks anew what a host resolves to at each redirect")
    func rebindingBetweenHops() async throws {
        let reply: @Sendable (String) -> TestServer.Reply = { _ in
            .text("HTTP/1.1 302 Found\r\nLocation: http://rebind.test/second\r\nContent-Length: 0\r\n\r\n")
        }
        try await TestServer.with(reply: reply) { server in
            let resolver = ScriptedResolver([["127.0.0.1"], ["8.8.8.8", "127.0.0.1"]])
            let exception = try #require(AddressGuard.Exception("rebind.test:\(server.port)"))
            let fetcher = SourceFetcher(addressGuard: AddressGuard(allow: [exception])) { host throws(Failure) in
                resolver.next(host)
            }
            let failure = await failure("http://rebind.test:\(server.port)/first", fetcher)
            #expect(failure?.code == .addressRefused)
            #expect(failure?.evidence?.contains("127.0.0.1") == true)
            #expect(resolver.asked == ["rebind.test", "rebind.test"])
            #expect(server.log.connections == 1)
        }
    }

    @Test("goes on to the next address of a host when one does not answer")
    func nextAddress() async throws {
        let reply: @Sendable (String) -> TestServer.Reply = { _ in
            .text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        try await TestServer.with(host: "127.0.0.2", reply: reply) { server in
            let resolver = ScriptedResolver([["127.0.0.9", "127.0.0.2"]])
            let exception = try #require(AddressGuard.Exception("two.test:\(server.port)"))
            let fetcher = SourceFetcher(addressGuard: AddressGuard(allow: [exception])) { host throws(Failure) in
                resolver.next(host)
            }
            #expect(try await fetch("http://two.test:\(server.port)/", fetcher).0.size == 2)
        }
    }

    @Test("follows redirects, whole addresses and relative ones, up to three")
    func redirects() async throws {
        let reply: @Sendable (String) -> TestServer.Reply = { path in
            let locations = ["/1": "2?a=b", "/2?a=b": "/x/3", "/x/3": "../4", "/0": "/1"]
            guard let location = locations[path] else { return .text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") }
            return .text("HTTP/1.1 302 Found\r\nLocation: \(location)\r\nContent-Length: 4\r\n\r\nlost")
        }
        try await TestServer.with(reply: reply) { server in
            let (source, bytes) = try await fetch("http://127.0.0.1:\(server.port)/1", allowing: [server])
            #expect(source.size == 2)
            #expect(bytes == Array("ok".utf8))
            #expect(server.log.requests.count == 4)
            #expect(server.log.requests.last?.hasPrefix("GET /4 ") == true)
            let failure = await failure("http://127.0.0.1:\(server.port)/0", try fetcher(allowing: [server]))
            #expect(failure?.code == .fetchFailed)
            #expect(failure?.class == .permanent)
            #expect(server.log.requests.count == 8)
        }
    }

    @Test(
        "does not follow a redirect to an address that is refused",
        arguments: [
            "http://127.0.0.1/", "http://127.0.0.1:PORT2/", "//localhost/", "https://169.254.169.254/latest/meta-data",
            "file:///etc/passwd", "http://user:secret@127.0.0.1:PORT/", "gopher://127.0.0.1:PORT/", "http://[::1]/",
        ]
    )
    func refusedRedirect(location: String) async throws {
        let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        try await TestServer.with(reply: { _ in .text(ok) }) { canary in
            let reply: @Sendable (String) -> TestServer.Reply = { path in
                let port = path.dropFirst()
                let target = location.replacing("PORT2", with: "\(canary.port)").replacing("PORT", with: port)
                return .text("HTTP/1.1 302 Found\r\nLocation: \(target)\r\nContent-Length: 0\r\n\r\n")
            }
            try await TestServer.with(reply: reply) { server in
                let url = "http://127.0.0.1:\(server.port)/\(server.port)"
                let failure = await failure(url, try fetcher(allowing: [server]))
                #expect(failure?.code == .addressRefused)
                #expect(server.log.requests.count == 1)
                #expect(canary.log.connections == 0)
            }
        }
    }

    @Test("ends a redirect loop")
    func redirectLoop() async throws {
        let reply = "HTTP/1.1 307 Temporary Redirect\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"
        try await TestServer.with(reply: { _ in .text(reply) }) { server in
            let failure = await failure("http://127.0.0.1:\(server.port)/", try fetcher(allowing: [server]))
            #expect(failure?.code == .fetchFailed)
            #expect(server.log.requests.count == 4)
        }
    }
}
