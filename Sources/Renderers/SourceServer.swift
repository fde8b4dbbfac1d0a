// SPDX-License-Identifier: Apache-2.0

import Model
import NIOCore
import NIOPosix
import RenderProtocol
import Synchronization

/// Answers what one child asks of its source.
///
/// The child may be anyone: it is served one request at a time, within the source, so often and so much.
final class SourceServer: Sendable {
    /// Requests of one child: far more than any file needs.
    private static let requestLimit = 1 << 20
    /// How often a child may be given what may be fetched: readers go back, from the cache too.
    private static let repetitions: Int64 = 8

    /// Why serving ended before the child did.
    enum Fault: Sendable {
        case source(Failure)
        case violation(ProtocolViolation)
    }

    private let window: SourceWindow
    private let limits: RenderLimits
    private let child: HostedChild
    private let state = Mutex<Fault?>(nil)

    init(_ window: SourceWindow, for child: HostedChild, within limits: RenderLimits) {
        self.window = window
        self.limits = limits
        self.child = child
    }

    /// Why the child was ended, if its source or its requests were the reason.
    var fault: Fault? { state.withLock(\.self) }

    /// Serves until the child is gone or this task is cancelled; ends a child that cannot be served.
    ///
    /// Takes over `socket`.
    ///
    /// - Parameter clock: The child's, which stands still while its source is waited for.
    func serve(_ socket: CInt, clock: JobClock) async {
        do {
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .withConnectedSocket(socket) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            // A connection that breaks is that of a child that is gone.
            try? await channel.executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(integer: window.size, endianness: .little))
                end(try await answer(inbound, outbound, clock))
            }
        } catch {
            end(.source(JobOutcome.unavailable("\(error)")))
        }
    }

    /// Answers request by request.
    ///
    /// - Returns: Why no more can be answered; `nil` at the end of the connection.
    private func answer(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        _ clock: JobClock
    ) async throws -> Fault? {
        var pending = ByteBuffer()
        var requests = 0
        var answered: Int64 = 0
        for try await bytes in inbound {
            pending.writeImmutableBuffer(bytes)
            guard pending.readableBytes <= RangeRequest.wireSize else {
                return .violation(ProtocolViolation("a request before the last one was answered"))
            }
            guard let wire = pending.readBytes(length: RangeRequest.wireSize) else { continue }
            let request: RangeRequest
            do throws(ProtocolViolation) {
                request = try RangeRequest(reading: wire, ofSourceOf: window.size)
            } catch {
                return .violation(error)
            }
            requests += 1
            answered += Int64(request.count)
            guard requests <= Self.requestLimit, answered / Self.repetitions <= limits.fetchBytes else {
                return .violation(ProtocolViolation("\(requests) requests, for \(answered) bytes"))
            }
            let pieces: [ByteBuffer]
            do throws(Failure) {
                pieces = try await self.pieces(of: request, clock)
            } catch {
                return .source(error)
            }
            try await outbound.write(contentsOf: pieces)
        }
        return nil
    }

    private func pieces(of request: RangeRequest, _ clock: JobClock) async throws(Failure) -> [ByteBuffer] {
        clock.pause()
        defer { clock.resume() }
        return try await window.bytes(in: request.range)
    }

    private func end(_ fault: Fault?) {
        // What a cancelled fetch fails of is not the source's fault.
        guard let fault, !Task.isCancelled else { return }
        state.withLock { $0 = fault }
        child.kill(.dismissed)
    }
}
