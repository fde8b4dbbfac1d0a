// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import RenderProtocol

/// Reads the replies of one child and holds it to its time.
struct JobReader {
    let job: RenderJob
    let child: HostedChild
    /// The time of the job, which runs while it is read.
    let clock: JobClock
    /// The host's end of the job socket.
    private let channel: NIOAsyncChannel<ByteBuffer, Never>

    /// Takes over `socket`.
    init(_ job: RenderJob, child: HostedChild, socket: CInt) async throws {
        self.job = job
        self.child = child
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .withConnectedSocket(socket) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                }
            }
        clock = JobClock(Self.allowance(of: job, pictures: 1), on: channel.channel.eventLoop) {
            [channel = channel.channel] in
            child.kill(.deadline)
            // A zygote that hangs has not even made the child: only this ends the reading then.
            channel.close(promise: nil)
        }
    }

    /// Reads until the last word, the first false one, or the end; then the socket is closed.
    ///
    /// While `onReply` runs nothing is decoded, and little more is read than the socket holds: a child that is ahead
    /// waits.
    func read(onReply: (RenderReply) async throws -> Void) async -> JobConversation {
        do {
            return try await channel.executeThenClose { inbound, _ in
                try await converse(inbound, onReply)
            }
        } catch {
            // The child's end was closed in a way that even reading noticed.
            return .brokenOff
        }
    }

    private func converse(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ onReply: (RenderReply) async throws -> Void
    ) async throws -> JobConversation {
        var decoder = RenderFrameDecoder(payloadLimit: job.limits.pictureBytes)
        var sequence = ReplySequence(for: job.job, within: job.limits)
        clock.resume()
        defer { clock.end() }
        let watch = ChildWatch.start(over: child, memory: job.limits.memory, on: channel.channel.eventLoop)
        defer { watch.cancel() }
        for try await bytes in inbound {
            do throws(ProtocolViolation) {
                decoder.append(bytes.readableBytesView)
                while let reply = try decoder.next() {
                    try sequence.accept(reply)
                    switch reply {
                    case .done(let summary): return .done(summary)
                    case .failed(let failure): return .failed(failure)
                    case .elsewhere(let kind): return .elsewhere(kind)
                    case .media, .picture, .missing: break
                    }
                    clock.pause()
                    if case .media(_, let owed) = reply {
                        clock.extend(
                            by: Self.allowance(of: job, pictures: owed) - Self.allowance(of: job, pictures: 1)
                        )
                    }
                    do {
                        try await onReply(reply)
                    } catch {
                        return .consumerFailed(error)
                    }
                    clock.resume()
                }
            } catch {
                return .violation(error)
            }
        }
        return .brokenOff
    }

    /// The wall clock of a job of so many pictures.
    private static func allowance(of job: RenderJob, pictures: Int) -> Duration {
        .milliseconds(job.limits.deadline) + .milliseconds(job.limits.deadlinePerPicture) * max(1, pictures)
    }
}
