// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import TestSupport

/// A server on 127.0.0.1 that nobody has a reason to connect to: it counts who does, and answers with a picture of the
/// canary's colour.
final class CanaryServer: Sendable {
    let port: Int
    private let channel: any Channel
    private let counts: Counts

    /// What came so far.
    private final class Counts: Sendable {
        let state = Mutex((connections: 0, names: Set<String>()))
    }

    init(answering picture: Data) async throws {
        let counts = Counts()
        channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                counts.state.withLock { $0.connections += 1 }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Answering(counts: counts, picture: picture))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let port = channel.localAddress?.port else { throw ServerTrouble(description: "no port") }
        (self.port, self.counts) = (port, counts)
    }

    func close() async throws { try await channel.close() }

    /// How many connections were made.
    var connections: Int { counts.state.withLock { $0.connections } }

    /// Whether something on the address of the attack of that name was asked for.
    func wasAsked(for name: String) -> Bool { counts.state.withLock { $0.names.contains(name) } }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let counts: Counts
        private let picture: Data

        init(counts: Counts, picture: Data) {
            self.counts = counts
            self.picture = picture
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let head) = unwrapInboundIn(data) else { return }
            let first = head.uri.split(whereSeparator: { $0 == "/" || $0 == "." }).first.map(String.init)
            if let first { counts.state.withLock { _ = $0.names.insert(first) } }
            let headers: HTTPHeaders = [
                "Content-Type": "image/png", "Content-Length": "\(picture.count)", "Connection": "close",
            ]
            context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: .ok, headers: headers))), promise: nil)
            if head.method != .HEAD {
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: picture)))), promise: nil)
            }
            // Some read until the connection ends.
            let channel = context.channel
            context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
