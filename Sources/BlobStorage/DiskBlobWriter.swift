// SPDX-License-Identifier: Apache-2.0

import Model
import NIOCore
import NIOPosix
import Synchronization

/// A blob on its way to the disk.
///
/// Small pieces are gathered and written 1 MiB at a time: a change of threads for each network chunk would cost more
/// than the write. A writer that is dropped without a commit leaves nothing behind.
final class DiskBlobWriter: BlobWriter {
    /// Bytes gathered before they are written.
    private static let writeSize = 1 << 20

    /// What is held between calls; `file` is `nil` once the blob was committed, abandoned or failed.
    private struct State {
        var file: StagingFile?
        var pending = ByteBuffer()
        var size: Int64 = 0
    }

    let key: BlobKey
    private let folder: BlobFolder
    private let threads: NIOThreadPool
    private let state: Mutex<State>

    init(key: BlobKey, file: StagingFile, folder: BlobFolder, threads: NIOThreadPool) {
        self.key = key
        self.folder = folder
        self.threads = threads
        state = Mutex(State(file: file))
    }

    func write(_ bytes: ByteBuffer) async throws(Failure) {
        let file = try openFile()
        let full: ByteBuffer? = state.withLock { state in
            state.size += Int64(bytes.readableBytes)
            state.pending.writeImmutableBuffer(bytes)
            guard state.pending.readableBytes >= Self.writeSize else { return nil }
            defer { state.pending = ByteBuffer() }
            return state.pending
        }
        guard let full else { return }
        do {
            try await threads.blocking { () throws(Failure) in try file.write(full) }
        } catch {
            await abandon()
            throw error
        }
    }

    func commit() async throws(Failure) -> Int64 {
        let file = try openFile()
        let (rest, size) = state.withLock { ($0.pending, $0.size) }
        let (folder, shard) = (folder, try BlobFolder.names(of: key).shard)
        do {
            try await threads.blocking { () throws(Failure) in
                try file.write(rest)
                try file.publish(in: folder.shard(shard))
            }
        } catch {
            await abandon()
            throw error
        }
        state.withLock { $0 = State() }
        return size
    }

    func abandon() async {
        let file = state.withLock { state in
            defer { state = State() }
            return state.file
        }
        guard let file else { return }
        // Off this thread while the pool works; where it does not, the end of `file` removes it all the same.
        try? await threads.blocking { file.remove() }
    }

    private func openFile() throws(Failure) -> StagingFile {
        guard let file = state.withLock({ $0.file }) else {
            let evidence = "write or commit after the end of the blob \(key)"
            throw Failure(.transient, .internalError, "The storage could not be used.", evidence: evidence)
        }
        return file
    }
}
