// SPDX-License-Identifier: Apache-2.0

import Model
import NIOCore
import RenderProtocol
import Renderers
import Testing

@testable import UseCases

/// Sources that are read by range, and what their servers may do instead.
@Suite struct RangedSourceTests: FetchSuite {
    /// Text that tells where in it one is.
    private static let text = String((0..<25_000).map { "0000000\($0)".suffix(8) }.joined())

    /// The bytes that the head of a request asks for.
    private static func range(in head: String) -> Range<Int>? {
        let match = head.firstMatch(of: /(?i)\r\nrange: bytes=(\d+)-(\d+)\r\n/)
        return match.flatMap { match in
            guard let first = Int(match.1), let last = Int(match.2) else { return nil }
            return first..<last + 1
        }
    }

    /// What a good server says to the head of a request.
    private static func honest(_ head: String, more: String = "ETag: \"one\"\r\n") -> String {
        guard let range = range(in: head)?.clamped(to: 0..<text.count) else { return "HTTP/1.1 400 No\r\n\r\n" }
        return "HTTP/1.1 206 Partial Content\r\nContent-Length: \(range.count)\r\n\(more)"
            + "Content-Range: bytes \(range.lowerBound)-\(range.upperBound - 1)/\(text.count)\r\n\r\n\(part(range))"
    }

    private static func part(_ range: Range<Int>) -> String {
        String(decoding: Array(text.utf8)[range], as: UTF8.self)
    }

    private func open<Result>(
        _ server: TestServer,
        path: String = "/a.mp4",
        _ limits: FetchLimits = FetchLimits(),
        _ body: (any RangedSource) async throws -> Result
    ) async throws -> Result {
        let url = "http://127.0.0.1:\(server.port)\(path)"
        return try await fetcher(allowing: [server]).withSource(url, limits: limits, body)
    }

    @Test("are read over one connection, the first bytes only once, and what came is counted")
    func reading() async throws {
        try await TestServer.with(answer: { .keep(Self.honest($0)) }) { server in
            try await open(server) { source in
                #expect(source.size == Int64(Self.text.count))
                for range in [100..<200, 0..<65_536, 65_000..<66_000, 199_000..<200_000, 70_000..<150_000] {
                    let bytes = try await source.read(Int64(range.lowerBound)..<Int64(range.upperBound))
                    #expect(String(buffer: bytes) == Self.part(range))
                }
                #expect(source.use == SourceUse(bytes: 65_536 + 1000 + 1000 + 80_000, requests: 4))
            }
            #expect(server.log.connections == 1)
            #expect(server.log.requests.count == 4)
            let request = try #require(server.log.requests.last)
            #expect(request.hasPrefix("GET /a.mp4 HTTP/1.1\r\n"))
            #expect(request.lowercased().contains("\r\naccept-encoding: identity\r\n"))
        }
    }

    @Test("are read from a server that closes each connection, too")
    func closing() async throws {
        try await TestServer.with(answer: { .text(Self.honest($0)) }) { server in
            try await open(server) { source in
                for start in [70_000, 90_000, 110_000] {
                    let bytes = try await source.read(Int64(start)..<Int64(start) + 10)
                    #expect(String(buffer: bytes) == Self.part(start..<start + 10))
                }
            }
        }
    }

    @Test("fetch no more at first than may be fetched in all")
    func smallLimit() async throws {
        try await TestServer.with(answer: { .keep(Self.honest($0)) }) { server in
            try await open(server, FetchLimits(bytes: 1000)) { #expect($0.use.bytes == 1000) }
        }
    }

    @Test("are fetched whole where the server does not answer ranges and they are small")
    func whole() async throws {
        let head = "HTTP/1.1 200 OK\r\n"
        let replies = [
            "\(head)Content-Length: 200000\r\n\r\n\(Self.text)", "\(head)Connection: close\r\n\r\n\(Self.text)",
            "\(head)Transfer-Encoding: chunked\r\n\r\n30d40\r\n\(Self.text)\r\n0\r\n\r\n",
        ]
        for reply in replies {
            try await TestServer.with(reply: { _ in .text(reply) }) { server in
                try await open(server) { source in
                    #expect(source.size == 200_000)
                    let bytes = try await source.read(123_456..<123_476)
                    #expect(String(buffer: bytes) == Self.part(123_456..<123_476))
                    #expect(source.use == SourceUse(bytes: 200_000, requests: 1))
                }
            }
        }
    }

    @Test("of no bytes are empty", arguments: ["416 No\r\nContent-Range: bytes */0", "200 OK"])
    func empty(status: String) async throws {
        try await TestServer.with(reply: { _ in .text("HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n") }) { server in
            try await open(server) { #expect($0.size == 0) }
        }
    }

    @Test(
        "that are large are refused where the server does not answer ranges, before or at the limit",
        arguments: [
            ("Content-Length: 200000000000", "x", 0),
            ("Transfer-Encoding: chunked", "1000\r\n" + String(repeating: "x", count: 4096) + "\r\n", 1_000_000),
            ("Connection: close", String(repeating: "x", count: 4096), 1_000_000),
        ]
    )
    func tooLargeWhole(header: String, chunk: String, limit: Int64) async throws {
        try await TestServer.with(reply: { _ in .endless("HTTP/1.1 200 OK\r\n\(header)\r\n\r\n", then: chunk) }) {
            server in
            let limits = limit > 0 ? FetchLimits(bytes: limit) : FetchLimits()
            let failure = await #expect(throws: Failure.self) { try await open(server, limits) { _ in } }
            #expect(failure?.code == .fetchFailed)
            #expect(failure?.class == .permanent)
            #expect(failure?.message.contains("does not answer ranges") == true)
        }
    }

    /// What a server says instead, to the request with the given head.
    struct Lie: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var `class`: Failure.Class
        var reply: @Sendable (_ head: String) -> TestServer.Reply

        init(
            _ name: String,
            _ class: Failure.Class,
            _ reply: @escaping @Sendable (_ head: String) -> TestServer.Reply
        ) {
            testDescription = name
            self.class = `class`
            self.reply = reply
        }

        /// A good answer with something replaced.
        static func replacing(_ what: String, _ other: String, _ class: Failure.Class) -> Lie {
            Lie("\(what) → \(other)", `class`) { .text(honest($0).replacing(what, with: other)) }
        }
    }

    private static let lies = [
        Lie.replacing("/200000\r\n", "/200001\r\n", .transient),
        .replacing("\"one\"", "\"two\"", .transient),
        .replacing("ETag: \"one\"\r\n", "", .transient),
        .replacing("ETag", "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\nETag", .transient),
        .replacing("bytes 70000-70099/", "bytes 70001-70100/", .permanent),
        .replacing("bytes 70000-70099/", "bytes 70000-70098/", .permanent),
        .replacing("bytes 70000-70099/", "bytes 0-99/", .permanent),
        .replacing("bytes 70000-70099/200000", "bytes 70000-70099/*", .permanent),
        .replacing("bytes 70000-70099/", "bytes 70000-99999999999999999999/", .permanent),
        .replacing("bytes 70000-70099/", "items 70000-70099/", .permanent),
        .replacing("Content-Range: bytes 70000-70099/200000\r\n", "", .permanent),
        .replacing("Content-Length: 100", "Content-Length: 101", .permanent),
        .replacing("Content-Length: 100", "Content-Length: 99", .permanent),
        .replacing("Content-Length: 100", "Content-Encoding: gzip\r\nContent-Length: 100", .permanent),
        .replacing("206 Partial Content", "200 OK", .transient),
        .replacing("206 Partial Content", "416 No", .transient),
        .replacing("206 Partial Content", "302 Found\r\nLocation: /b.mp4", .transient),
        .replacing("206 Partial Content", "404 Not Found", .permanent),
        .replacing("206 Partial Content", "503 Busy", .transient),
        Lie("a body that is cut", .transient) { .text(String(honest($0).dropLast(10))) },
        Lie("a head that is cut", .transient) { .text(String(honest($0).prefix(40))) },
        Lie("nothing", .transient) { _ in .text("") },
        Lie("a body without end", .permanent) { head in
            let reply = honest(head).replacing("Content-Length: 100", with: "Transfer-Encoding: chunked")
            let start = reply.firstRange(of: "\r\n\r\n").map { String(reply[..<$0.upperBound]) } ?? ""
            return .endless(start, then: "1000\r\n" + String(repeating: "x", count: 4096) + "\r\n")
        },
    ]

    @Test("end where their server lies about a later range, and are not read again", arguments: lies)
    func lying(lie: Lie) async throws {
        let answer: @Sendable (String) -> TestServer.Reply = { head in
            Self.range(in: head)?.lowerBound == 70_000 ? lie.reply(head) : .keep(Self.honest(head))
        }
        try await TestServer.with(answer: answer) { server in
            try await open(server) { source in
                let failure = await #expect(throws: Failure.self) { _ = try await source.read(70_000..<70_100) }
                #expect(failure?.code == .fetchFailed)
                #expect(failure?.class == lie.class, "\(failure?.evidence ?? "")")
                // One more time at most, where the connection broke.
                #expect(server.log.requests.count <= 3)
            }
        }
    }

    @Test(
        "are refused where the first answer is none",
        arguments: [
            (206, "Content-Range: bytes 1-65536/200000", Failure.Class.permanent), (206, "X: y", .permanent),
            (206, "Content-Range: bytes 0-65535/*", .permanent), (206, "Content-Range: bytes 0-9/65536", .permanent),
            (206, "Content-Range: bytes 0-65535/200000\r\nContent-Encoding: br", .permanent),
            (206, "Content-Type: multipart/byteranges; boundary=x", .permanent), (416, "X: y", .permanent),
            (416, "Content-Range: bytes */5", .permanent), (200, "Content-Encoding: gzip", .permanent),
            (404, "X: y", .permanent), (500, "X: y", .transient), (304, "X: y", .permanent),
        ]
    )
    func firstAnswer(status: Int, header: String, expected: Failure.Class) async throws {
        let reply = "HTTP/1.1 \(status) X\r\n\(header)\r\nContent-Length: 65536\r\n\r\n"
        try await TestServer.with(reply: { _ in .text(reply + String(Self.text.prefix(65_536))) }) { server in
            let failure = await #expect(throws: Failure.self) { try await open(server) { _ in } }
            #expect(failure?.code == .fetchFailed)
            #expect(failure?.class == expected)
        }
    }

    @Test("end when the server falls silent, or all requests together take too long, which names the limit")
    func slow() async throws {
        let answer: @Sendable (String) -> TestServer.Reply = { head in
            switch Self.range(in: head)?.lowerBound {
            case 0: .keep(Self.honest(head))
            case 70_000: .hang(String(Self.honest(head).dropLast(10)))
            default: .slow(String(Self.honest(head).dropLast(90)), interval: .milliseconds(100))
            }
        }
        try await TestServer.with(answer: answer) { server in
            try await open(server, FetchLimits(stall: .seconds(4))) { source in
                let silent = await #expect(throws: Failure.self) { _ = try await source.read(70_000..<70_100) }
                #expect(silent?.class == .transient)
                #expect(silent?.evidence?.contains("no byte for") == true)
            }
            try await open(server, FetchLimits(total: .seconds(4), minimumRate: 0)) { source in
                let late = await #expect(throws: Failure.self) { _ = try await source.read(80_000..<80_100) }
                #expect(late?.class == .transient)
                #expect(late?.message.contains("within the 4 seconds") == true, "\(late?.message ?? "")")
                #expect(late?.message.contains("(limits.fetchSeconds)") == true)
                let start = ContinuousClock.now
                await #expect(throws: Failure.self) { _ = try await source.read(90_000..<90_100) }
                #expect(start.duration(to: .now) < .seconds(2))
            }
        }
    }

    @Test("are read where redirects lead, each of which is checked")
    func redirects() async throws {
        try await TestServer.with(answer: { .keep(Self.honest($0)) }) { target in
            let reply = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:\(target.port)/b\r\nContent-Length: 0\r\n\r\n"
            try await TestServer.with(reply: { _ in .text(reply) }) { server in
                let url = "http://127.0.0.1:\(server.port)/a"
                try await fetcher(allowing: [server, target]).withSource(url, limits: FetchLimits()) { source in
                    let bytes = try await source.read(70_000..<70_010)
                    #expect(String(buffer: bytes) == Self.part(70_000..<70_010))
                    #expect(source.use.requests == 3)
                }
                #expect(server.log.requests.count == 1)
                #expect(target.log.requests.count == 2)
                let failure = await #expect(throws: Failure.self) {
                    try await fetcher(allowing: [server]).withSource(url, limits: FetchLimits()) { _ in }
                }
                #expect(failure?.code == .addressRefused)
                #expect(target.log.requests.count == 2)
            }
        }
    }

    @Test("go to the address that was checked, whatever the name resolves to later")
    func rebinding() async throws {
        try await TestServer.with(answer: { .text(Self.honest($0)) }) { server in
            let resolver = ScriptedResolver([["127.0.0.1"], ["8.8.8.8"]])
            let exception = try #require(AddressGuard.Exception("rebind.test:\(server.port)"))
            let fetcher = SourceFetcher(addressGuard: AddressGuard(allow: [exception])) { host throws(Failure) in
                resolver.next(host)
            }
            try await fetcher.withSource("http://rebind.test:\(server.port)/", limits: FetchLimits()) { source in
                for start in stride(from: Int64(70_000), to: 100_000, by: 10_000) {
                    _ = try await source.read(start..<start + 5)
                }
            }
            #expect(resolver.asked == ["rebind.test"])
            #expect(server.log.requests.count == 4)
        }
    }

    @Test("end at once when their reader is cancelled")
    func cancellation() async throws {
        let answer: @Sendable (String) -> TestServer.Reply = { head in
            Self.range(in: head)?.lowerBound == 0 ? .keep(Self.honest(head)) : .hang("")
        }
        try await TestServer.with(answer: answer) { server in
            let fetcher = try fetcher(allowing: [server])
            let url = "http://127.0.0.1:\(server.port)/"
            let task = Task {
                try await fetcher.withSource(url, limits: FetchLimits()) { try await $0.read(70_000..<70_100) }
            }
            let end = ContinuousClock.now + .seconds(10)
            while server.log.requests.count < 2, ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(5))
            }
            let start = ContinuousClock.now
            task.cancel()
            await #expect(throws: Failure.self) { _ = try await task.value }
            #expect(start.duration(to: .now) < .seconds(2))
        }
    }

    @Test(
        "Content-Range is read strictly",
        arguments: [
            ("bytes 0-0/1", 0..<1, 1), ("BYTES 5-9/10", 5..<10, 10), ("bytes */7", nil, 7), ("bytes 5-4/10", nil, nil),
            ("bytes 0-10/10", nil, nil), ("bytes -5/10", nil, nil), ("bytes 1-/10", nil, nil),
            ("bytes 0-1/*", nil, nil),
            ("bytes=0-1/10", nil, nil), ("bytes  0-1/10", nil, nil), ("bytes +0-1/10", nil, nil), ("bytes", nil, nil),
            ("", nil, nil), ("bytes 0-1/10, bytes 2-3/10", nil, nil), ("bytes 0-1/99999999999999999999", nil, nil),
        ] as [(String, Range<Int64>?, Int64?)]
    )
    func contentRange(text: String, range: Range<Int64>?, size: Int64?) {
        #expect(ContentRange(text)?.range == range)
        #expect(ContentRange(text)?.size == size)
    }
}
