// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Logging
import NIOCore
import NIOPosix
import RenderProtocol
import Subprocess
import SystemPackage

/// The life of one zygote's process, from its start to its end.
struct ZygoteProcess {
    /// A zygote that never came to serve, in words for the operator.
    struct StartFailure: Error, CustomStringConvertible {
        var description: String
    }

    let options: PoolOptions
    let logger: Logger

    /// Starts the program and stays with it until it is gone and reaped.
    ///
    /// Cancellation kills it.
    ///
    /// - Parameters:
    ///   - started: Told the process's number and its connection, before anything comes from it.
    ///   - ready: Called once it takes jobs, on a thread of its own.
    ///   - over: Called once it was ready and takes no more, on the same thread; the process may take a moment longer.
    /// - Throws: ``StartFailure`` when it never was ready.
    func run(
        started: (Int32, ZygoteConnection) -> Void,
        ready: @escaping @Sendable () -> Void,
        over: @escaping @Sendable () -> Void
    ) async throws(StartFailure) {
        let connection: ZygoteConnection
        let status: TerminationStatus
        let folder = "\(options.workFolder)/zygote-\(UInt64.random(in: 0...UInt64.max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            var sockets = try SocketPair(.packets)
            connection = ZygoteConnection(
                owning: sockets.takeHost(),
                requiredSandbox: options.requiredSandbox,
                logger: logger
            )
            status = try await Subprocess.run(
                .path(FilePath(options.program.path)),
                arguments: Arguments(options.arguments),
                environment: .custom([:] as [Environment.Key: String]),
                workingDirectory: FilePath(folder),
                input: .fileDescriptor(FileDescriptor(rawValue: sockets.renderer), closeAfterSpawningProcess: false),
                output: .discarded,
                error: .sequence
            ) { process in
                sockets.closeRenderer()
                started(process.processIdentifier.value, connection)
                await attend(process, connection, ready, over)
            }.terminationStatus
        } catch {
            throw StartFailure(description: "\(options.program.path): \(error)")
        }
        guard connection.wasReady else {
            throw StartFailure(description: connection.complaint ?? "it ended before it was ready (\(status))")
        }
    }

    /// Follows the process until its control socket ends, then makes sure that it ends too.
    private func attend(
        _ process: Execution<some InputProtocol, DiscardedOutput, SequenceOutput>,
        _ connection: ZygoteConnection,
        _ ready: @escaping @Sendable () -> Void,
        _ over: @escaping @Sendable () -> Void
    ) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await log(process.standardError) }
            let alarm = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: .init(options.startLimit)) {
                connection.disconnect()
            }
            await receiveReports(of: connection) {
                alarm.cancel()
                ready()
            } over: {
                if connection.wasReady { over() }
            }
            alarm.cancel()
            // It fails when the process has ended already, which is what is wanted.
            try? process.send(signal: .kill)
        }
    }

    /// Reads the control socket on a thread of its own: NIO has no way to receive descriptors.
    private func receiveReports(
        of connection: ZygoteConnection,
        ready: @escaping @Sendable () -> Void,
        over: @escaping @Sendable () -> Void
    ) async {
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        await withTaskCancellationHandler {
            // It throws only when it was cancelled before it began.
            try? await thread.runIfActive { connection.receiveReports(ready: ready, over: over) }
        } onCancel: {
            connection.disconnect()
        }
        try? await thread.shutdownGracefully()
    }

    /// Puts what a zygote complains of into the log.
    ///
    /// Its children have no part in it.
    private func log(_ standardError: SubprocessOutputSequence) async {
        do {
            for try await buffer in standardError {
                let text = unsafe buffer.withUnsafeBytes { unsafe String(decoding: $0.prefix(2048), as: UTF8.self) }
                for line in text.split(separator: "\n") {
                    logger.warning("A renderer complains.", metadata: ["text": "\(line)"])
                }
            }
        } catch {
            logger.debug("The complaints of a renderer cannot be read.", metadata: ["error": "\(error)"])
        }
    }
}
