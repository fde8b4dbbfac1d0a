// SPDX-License-Identifier: Apache-2.0

import Model
import NIOCore
import Synchronization
import Testing
import UseCases

/// What a fetch takes, and what not.
@Suite struct SourceFetcherTests: FetchSuite {
    @Test("fetches a source from an allowed server, with a plain request")
    func plainFetch() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 5\r\n\r\n"
        try await TestServer.with(reply: { _ in .text(head + "hello") }) { server in
            let (source, bytes) = try await fetch("http://127.0.0.1:\(server.port)/a/b.mp4?c=d#e", allowing: [server])
            #expect(source.size == 5)
            #expect(source.mediaType == "video/mp4")
            #expect(bytes == Array("hello".utf8))
            let request = try #require(server.log.requests.first)
            #expect(request.hasPrefix("GET /a/b.mp4?c=d HTTP/1.1\r\n"))
            #expect(request.lowercased().contains("\r\naccept-encoding: identity\r\n"))
            #expect(request.lowercased().contains("\r\nhost: 127.0.0.1:\(server.port)\r\n"))
        }
    }

    @Test("takes chunked bodies, empty ones, and those that end with the connection")
    func bodies() async throws {
        let replies = [
            "/chunked": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
            "/empty": "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "/closed": "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabcde",
            "/identity": "HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\nContent-Length: 5\r\n\r\nabcde",
        ]
        try await TestServer.with(reply: { .text(replies[$0] ?? "") }) { server in
            for path in replies.keys {
                let (source, bytes) = try await fetch("http://127.0.0.1:\(server.port)\(path)", allowing: [server])
                #expect(bytes == Array((path == "/empty" ? "" : "abcde").utf8), "\(path)")
                #expect(source.size == Int64(bytes.count))
            }
        }
    }

    @Test(
        "ends an endless body at the limit",
        arguments: [
            ("Transfer-Encoding: chunked", "1000\r\n" + String(repeating: "x", count: 4096) + "\r\n"),
            ("Connection: close", String(repeating: "x", count: 4096)),
        ]
    )
    func endless(header: String, chunk: String) async throws {
        try await TestServer.with(reply: { _ in .endless("HTTP/1.1 200 OK\r\n\(header)\r\n\r\n", then: chunk) }) {
            server in
            let taken = Mutex(0)
            let failure = await failure(
                "http://127.0.0.1:\(server.port)/",
                try fetcher(allowing: [server]),
                FetchLimits(bytes: 1_000_000)
            ) { bytes in taken.withLock { $0 += bytes.readableBytes } }
            #expect(failure?.code == .limitExceeded)
            #expect(failure?.class == .permanent)
            #expect(taken.withLock { $0 } <= 1_000_000)
        }
    }

    @Test("refuses a source that is announced to be too large before it takes a byte")
    func announcedTooLarge() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000001\r\n\r\n"
        try await TestServer.with(reply: { _ in .endless(head, then: "xxxx") }) { server in
            let failure = await failure(
                "http://127.0.0.1:\(server.port)/",
                try fetcher(allowing: [server]),
                FetchLimits(bytes: 1_000_000)
            ) { _ in Issue.record("bytes were taken") }
            #expect(failure?.code == .limitExceeded)
        }
    }

    @Test(
        "takes less than was announced for a failure",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", "HTTP/1.1 200 OK\r\nContent-Le", "",
            "nonsense\r\n\r\n",
        ]
    )
    func truncated(reply: String) async throws {
        try await TestServer.with(reply: { _ in .text(reply) }) { server in
            let failure = await failure("http://127.0.0.1:\(server.port)/", try fetcher(allowing: [server]))
            #expect(failure?.code == .fetchFailed)
            #expect(failure?.class == .transient)
        }
    }

    @Test("takes no more than was announced")
    func moreThanAnnounced() async throws {
        let reply = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabcdef"
        try await TestServer.with(reply: { _ in .text(reply) }) { server in
            let result = try? await fetch("http://127.0.0.1:\(server.port)/", allowing: [server])
            #expect(result == nil || result?.1 == Array("abc".utf8))
        }
    }

    @Test(
        "says whether trying again can help",
        arguments: [
            (500, Failure.Class.transient), (503, .transient), (429, .transient), (404, .permanent), (403, .permanent),
            (401, .permanent), (204, .permanent), (206, .permanent), (304, .permanent), (301, .permanent),
        ]
    )
    func statuses(status: Int, expected: Failure.Class) async throws {
        let reply = "HTTP/1.1 \(status) X\r\nContent-Length: 0\r\n\r\n"
        try await TestServer.with(reply: { _ in .text(reply) }) { server in
            let failure = await failure("http://127.0.0.1:\(server.port)/", try fetcher(allowing: [server]))
            #expect(failure?.code == .fetchFailed)
            #expect(failure?.class == expected)
            #expect(failure?.evidence == "status \(status)")
        }
    }

    @Test("refuses compressed answers", arguments: ["gzip", "br", "x-unknown"])
    func compressed(encoding: String) async throws {
        let reply = "HTTP/1.1 200 OK\r\nContent-Encoding: \(encoding)\r\nContent-Length: 3\r\n\r\nabc"
        try await TestServer.with(reply: { _ in .text(reply) }) { server in
            let failure = await failure("http://127.0.0.1:\(server.port)/", try fetcher(allowing: [server])) { _ in
                Issue.record("bytes were taken")
            }
            #expect(failure?.code == .fetchFailed)
            #expect(failure?.class == .permanent)
        }
    }

    @Test("gives up on a source that falls silent", arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
    func silent(reply: String) async throws {
        try await TestServer.with(reply: { _ in .hang(reply) }) { server in
            let limits = FetchLimits(stall: .milliseconds(200))
            let failure = await failure("http://127.0.0.1:\(server.port)/", try fetcher(allowing: [server]), limits)
            #expect(failure?.code == .fetchFailed)
            #expect(failure?.class == .transient)
            #expect(failure?.evidence?.contains("no byte for") == true)
        }
    }

    @Test("gives up on a head that comes a byte at a time")
    func slowHead() async throws {
        try await TestServer.with(reply: { _ in .slow("HTTP/1.1 200 OK\r\nX: ", interval: .milliseconds(20)) }) {
            server in
            let limits = FetchLimits(stall: .milliseconds(300))
            let failure = await failure("http://127.0.0.1:\(server.port)/", try fetcher(allowing: [server]), limits)
            #expect(failure?.evidence?.contains("no byte for") == true)
        }
    }

    @Test("gives up on a body that comes too slowly")
    func slowBody() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"
        try await TestServer.with(reply: { _ in .slow(head, interval: .milliseconds(20)) }) { server in
            let limits = FetchLimits(minimumRate: 1000, rateWindow: .milliseconds(200))
            let failure = await failure("http://127.0.0.1:\(server.port)/", try fetcher(allowing: [server]), limits)
            #expect(failure?.class == .transient)
            #expect(failure?.evidence?.contains("below 1000 a second") == true)
        }
    }

    @Test("gives up when the whole takes too long, however steadily bytes come")
    func totalDeadline() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"
        try await TestServer.with(reply: { _ in .slow(head, interval: .milliseconds(20)) }) { server in
            let limits = FetchLimits(total: .milliseconds(300), minimumRate: 0)
            let failure = await failure("http://127.0.0.1:\(server.port)/", try fetcher(allowing: [server]), limits)
            #expect(failure?.class == .transient)
        }
    }

    @Test("tells a refused connection, a name that does not exist and a failing consumer apart")
    func otherFailures() async throws {
        let reply = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
        var port = 0
        try await TestServer.with(reply: { _ in .text(reply) }) { server in
            port = server.port
            let full = Failure(.transient, .storageFull, "The storage is full.")
            let failure = await failure("http://127.0.0.1:\(port)/", try fetcher(allowing: [server])) { _ in throw full
            }
            #expect(failure == full)
        }
        let exception = try #require(AddressGuard.Exception("127.0.0.1:\(port)"))
        let lenient = SourceFetcher(addressGuard: AddressGuard(allow: [exception]))
        let refused = await failure("http://127.0.0.1:\(port)/", lenient)
        #expect(refused?.code == .fetchFailed)
        #expect(refused?.class == .transient)
        let unknown = await failure("http://no-such-host.invalid/", SourceFetcher(addressGuard: AddressGuard()))
        #expect(unknown?.code == .fetchFailed)
    }

    @Test("ends at once when its task is cancelled")
    func cancellation() async throws {
        try await TestServer.with(reply: { _ in .hang("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc") }) { server in
            let fetcher = try fetcher(allowing: [server])
            let (bytesCame, continuation) = AsyncStream.makeStream(of: Void.self)
            let port = server.port
            let task = Task {
                try await fetcher.fetch("http://127.0.0.1:\(port)/") { _ in continuation.yield() }
            }
            for await _ in bytesCame { break }
            task.cancel()
            await #expect(throws: Failure.self) { try await task.value }
        }
    }
}
