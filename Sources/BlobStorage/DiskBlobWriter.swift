// SPDX-License-Identifier: Apache-2.0

import Model
import NIOCore
import NIOPosix
import Synchronization

/// A blob on its way to the disk.
///
/// Small pieces are gathered and written 1 MiB at a time: a change of threads for each network chunk would cost more
/// than the write, so that there is a file only once there are that many, or all. A writer that is dropped without a
/// commit leaves nothing behind.
final class DiskBlobWriter: BlobWriter {
    /// Bytes gathered before they are written.
    private static let writeSize = 1 << 20

    /// What is held between calls.
    private struct State {
        var file: StagingFile?
        var pending = ByteBuffer()
        var size: Int64 = 0
        /// Whether the blob was committed, abandoned or failed.
        var isOver = false
    }

    let key: BlobKey
    private let folder: BlobFolder
    private let threads: NIOThreadPool
    /// Whether the blob is durable with its commit.
    private let isDurable: Bool
    private let names: (shard: String, file: String)
    private let state = Mutex(State())

    init(key: BlobKey, folder: BlobFolder, threads: NIOThreadPool, isDurable: Bool = true) throws(Failure) {
        self.key = key
        self.folder = folder
        self.threads = threads
        self.isDurable = isDurable
        names = try BlobFolder.names(of: key)
    }

    func write(_ bytes: ByteBuffer) async throws(Failure) {
        try checkIsOpen()
        let full: ByteBuffer? = state.withLock { state in
            state.size += Int64(bytes.readableBytes)
            state.pending.writeImmutableBuffer(bytes)
            guard state.pending.readableBytes >= Self.writeSize else { return nil }
            defer { state.pending = ByteBuffer() }
            return state.pending
        }
        guard let full else { return }
        try await abandoningOnError { () throws(Failure) in
            let file = try self.file()
            try file.write(full)
            file.startSynchronising()
        }
    }

    func commit() async throws(Failure) -> Int64 {
        try checkIsOpen()
        let (rest, size) = state.withLock { ($0.pending, $0.size) }
        try await abandoningOnError { () throws(Failure) in
            let file = try self.file()
            try file.write(rest)
            try file.publish(in: self.folder.shard(self.names.shard), durably: self.isDurable)
        }
        state.withLock { $0 = State(isOver: true) }
        return size
    }

    func abandon() async {
        let file = state.withLock { state in
            defer { state = State(isOver: true) }
            return state.file
        }
        guard let file else { return }
        // Off this thread while the pool works; where it does not, the end of `file` removes it all the same.
        try? await threads.blocking { file.remove() }
    }

    /// The file, which is made when it is not there yet; blocks.
    private func file() throws(Failure) -> StagingFile {
        if let file = state.withLock({ $0.file }) { return file }
        let file = try StagingFile(creating: names.file, in: folder.staging)
        state.withLock { $0.file = file }
        return file
    }

    private func abandoningOnError(_ work: @escaping @Sendable () throws(Failure) -> Void) async throws(Failure) {
        do {
            try await threads.blocking(work)
        } catch {
            await abandon()
            throw error
        }
    }

    private func checkIsOpen() throws(Failure) {
        guard state.withLock(\.isOver) else { return }
        let evidence = "write or commit after the end of the blob \(key)"
        throw Failure(.transient, .internalError, "The storage could not be used.", evidence: evidence)
    }
}
