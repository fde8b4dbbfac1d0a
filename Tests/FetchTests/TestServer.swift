// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization

/// A web server that says exactly the bytes a test gives it.
struct TestServer: Sendable {
    /// What the server says to a request.
    enum Reply: Sendable {
        /// These bytes, and then the next request.
        case keep(String)
        /// These bytes, then the end of the connection.
        case text(String)
        /// These bytes, and then nothing more.
        case hang(String)
        /// These bytes, and then the others again and again without end.
        case endless(String, then: String)
        /// These bytes, and then one more at every interval.
        case slow(String, interval: TimeAmount)
    }

    /// What came in.
    final class Log: Sendable {
        private let state = Mutex<(connections: Int, requests: [String], bytes: [UInt8])>((0, [], []))

        /// How many connections were made.
        var connections: Int { state.withLock { $0.connections } }
        /// The heads of the requests, as they came.
        var requests: [String] { state.withLock { $0.requests } }

        /// Everything that was received, over all connections.
        var bytes: [UInt8] { state.withLock { $0.bytes } }

        func received(_ bytes: ByteBuffer) { state.withLock { $0.bytes += bytes.readableBytesView } }
        func connected() { state.withLock { $0.connections += 1 } }
        func requested(_ head: String) { state.withLock { $0.requests.append(head) } }
    }

    let log = Log()
    let host: String
    let port: Int
    private let channel: any Channel

    /// Starts on `host`; for `port` 0 the system chooses one.
    ///
    /// `reply` answers a request with the given head.
    private init(host: String, port: Int, _ reply: @escaping @Sendable (String) -> Reply) async throws {
        let log = log
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                log.connected()
                return channel.eventLoop.makeCompletedFuture {
                    let handler = Answerer(log) { head in
                        log.requested(head)
                        return reply(head)
                    }
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: host, port: port).get()
        self.host = host
        self.port = channel.localAddress?.port ?? 0
    }

    /// Runs `body` with a server that ends afterwards; `reply` answers a request for the given target.
    static func with(
        host: String = "127.0.0.1",
        port: Int = 0,
        reply: @escaping @Sendable (String) -> Reply,
        _ body: (TestServer) async throws -> Void
    ) async throws {
        try await with(host: host, port: port) { head in
            reply(head.split(separator: " ").dropFirst().first.map(String.init) ?? "")
        } body: { server in
            try await body(server)
        }
    }

    /// The same, where `answer` is given the whole head of a request.
    static func with(
        host: String = "127.0.0.1",
        port: Int = 0,
        answer: @escaping @Sendable (String) -> Reply,
        body: (TestServer) async throws -> Void
    ) async throws {
        let server = try await TestServer(host: host, port: port, answer)
        do {
            try await body(server)
        } catch {
            try await server.channel.close()
            throw error
        }
        try await server.channel.close()
    }
}

/// Waits for the end of a request's head, then replies.
private final class Answerer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let log: TestServer.Log
    private let reply: (String) -> TestServer.Reply
    private var head = ""
    private var timer: RepeatedTask?

    init(_ log: TestServer.Log, _ reply: @escaping (String) -> TestServer.Reply) {
        self.log = log
        self.reply = reply
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        log.received(bytes)
        head += String(buffer: bytes)
        guard head.hasSuffix("\r\n\r\n") else { return }
        let channel = context.channel
        switch reply(head) {
        case .keep(let text):
            head = ""
            channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
        case .text(let text):
            channel.writeAndFlush(ByteBuffer(string: text)).whenComplete { _ in channel.close(promise: nil) }
        case .hang(let text):
            channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
        case .endless(let text, let more):
            channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
            Self.repeatForever(ByteBuffer(string: more), to: channel)
        case .slow(let text, let interval):
            channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
            timer = channel.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
                channel.writeAndFlush(ByteBuffer(string: "x"), promise: nil)
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private static func repeatForever(_ bytes: ByteBuffer, to channel: any Channel) {
        channel.writeAndFlush(bytes).whenSuccess {
            // With a pause, which leaves the event loop to the client that shares it.
            channel.eventLoop.scheduleTask(in: .milliseconds(1)) { repeatForever(bytes, to: channel) }
        }
    }
}
