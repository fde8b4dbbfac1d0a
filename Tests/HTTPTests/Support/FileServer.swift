// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A web server that answers every GET with the same file, and counts who connects.
final class FileServer: Sendable {
    private let channel: any Channel
    private let counter: Counter

    /// `HOST:PORT`.
    let address: String
    /// How many connections were made.
    var connections: Int { counter.value }

    private init(channel: any Channel, counter: Counter) {
        self.channel = channel
        self.counter = counter
        address = "127.0.0.1:\(channel.localAddress?.port ?? 0)"
    }

    /// Runs `body` with a server of `file`.
    static func with(_ file: Data, _ body: (FileServer) async throws -> Void) async throws {
        let counter = Counter()
        let bytes = ByteBuffer(bytes: file)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                counter.increment()
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Answerer(file: bytes))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = FileServer(channel: channel, counter: counter)
        do {
            try await body(server)
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }
    func increment() { count.withLock { $0 += 1 } }
}

private final class Answerer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let file: ByteBuffer

    init(file: ByteBuffer) { self.file = file }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = unwrapInboundIn(data) else { return }
        let headers = HTTPHeaders([("Content-Length", "\(file.readableBytes)"), ("Content-Type", "video/mp4")])
        context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: .ok, headers: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(file))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
