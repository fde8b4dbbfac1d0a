// SPDX-License-Identifier: Apache-2.0

import CFiles
import Glibc
import Model
import NIOPosix
import Synchronization

/// Blobs that the disk gets in one go, with whatever else is on its way to the same file system: the kernel knows no
/// other way to wait for many files at once.
///
/// Where the file system does not pass that on to the disk, each blob is durable with its commit.
final class DiskBlobBatch: BlobBatch {
    /// One thread for all that waits for a whole file system, which may take long: nothing else is held up by it.
    private static let waiting: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        return pool
    }()

    private let folder: BlobFolder
    private let threads: NIOThreadPool
    /// Opened before the first blob is written, as the kernel tells each open file of what failed since then.
    private let witness: OpenFile
    private let waitsForAll: Bool
    /// What went wrong: the kernel tells it once.
    private let failure = Mutex<Failure?>(nil)

    /// Begins a batch; blocks.
    init(folder: BlobFolder, threads: NIOThreadPool) throws(Failure) {
        self.folder = folder
        self.threads = threads
        witness = try OpenFile(".", below: folder.blobs, O_RDONLY | O_DIRECTORY)
        waitsForAll = vignette_syncs_file_system(witness.descriptor)
    }

    func create() async throws(Failure) -> any BlobWriter {
        try DiskBlobWriter(key: .random(), folder: folder, threads: threads, isDurable: !waitsForAll)
    }

    func settle() async throws(Failure) {
        guard waitsForAll else { return }
        if let failure = failure.withLock(\.self) { throw failure }
        do throws(Failure) {
            let witness = witness
            try await Self.waiting.blocking { () throws(Failure) in try witness.synchroniseFileSystem() }
        } catch {
            failure.withLock { $0 = error }
            throw error
        }
    }
}
