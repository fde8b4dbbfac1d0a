// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A web server that gives bytes by range and counts what it gave.
package final class RangeServer: Sendable {
    /// What was asked for, and what was sent.
    package struct Count: Sendable {
        package var connections = 0
        /// The range of each request, `nil` where it named none.
        package var ranges: [Range<Int>?] = []
        /// Bytes of bodies.
        package var bytes = 0
    }

    /// What a test has to say to a request, by its number from 0, that is not the file's bytes.
    package enum Manner: Sendable {
        case honest
        /// Another version of the file, by its `ETag`.
        case changed
        /// The whole file, whatever was asked for.
        case whole
        /// The answer's head, and then nothing.
        case silent
    }

    private let state = Mutex(Count())
    private let bytes: Data
    private let manner: @Sendable (Int) -> Manner

    private init(_ bytes: Data, _ manner: @escaping @Sendable (Int) -> Manner) {
        self.bytes = bytes
        self.manner = manner
    }

    package var count: Count { state.withLock(\.self) }

    /// Runs `body` with a server of `bytes` that ends afterwards; it is given `HOST:PORT`.
    package static func with<Result>(
        _ bytes: Data,
        manner: @escaping @Sendable (Int) -> Manner = { _ in .honest },
        _ body: (RangeServer, _ address: String) async throws -> Result
    ) async throws -> Result {
        let server = RangeServer(bytes, manner)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                server.state.withLock { $0.connections += 1 }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Answerer(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let result: Result
        do {
            result = try await body(server, "127.0.0.1:\(channel.localAddress?.port ?? 0)")
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
        return result
    }

    /// Answers one request after the other.
    private final class Answerer: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let server: RangeServer
        private var range: Range<Int>?

        init(_ server: RangeServer) { self.server = server }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                let match = head.headers.first(name: "Range")?.wholeMatch(of: /bytes=(\d+)-(\d+)/)
                range = match.flatMap { match in
                    guard let first = Int(match.1), let last = Int(match.2) else { return nil }
                    return first..<min(last + 1, server.bytes.count)
                }
            case .body: break
            case .end: answer(context)
            }
        }

        private func answer(_ context: ChannelHandlerContext) {
            let number = server.state.withLock { count in
                count.ranges.append(range)
                return count.ranges.count - 1
            }
            let manner = server.manner(number)
            var headers: HTTPHeaders = ["ETag": manner == .changed ? "\"two\"" : "\"one\""]
            let sent: Range<Int>
            if let range, manner != .whole {
                sent = range
                headers.add(
                    name: "Content-Range",
                    value: "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(server.bytes.count)"
                )
            } else {
                sent = 0..<server.bytes.count
            }
            headers.add(name: "Content-Length", value: "\(sent.count)")
            let status: HTTPResponseStatus = range == nil || manner == .whole ? .ok : .partialContent
            let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            guard manner != .silent else { return context.flush() }
            server.state.withLock { $0.bytes += sent.count }
            let body = ByteBuffer(bytes: server.bytes.dropFirst(sent.lowerBound).prefix(sent.count))
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
