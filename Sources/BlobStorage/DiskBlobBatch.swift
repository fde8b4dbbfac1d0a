// SPDX-License-Identifier: Apache-2.0

import Glibc
import Model
import NIOPosix

/// Blobs that the disk gets in one go, with whatever else is on its way to the same file system: the kernel knows no other
/// way to wait for many files at once.
struct DiskBlobBatch: BlobBatch {
    private let folder: BlobFolder
    private let threads: NIOThreadPool
    /// Opened before the first blob is written, as the kernel tells each open file of what failed since then.
    private let witness: OpenFile

    /// Begins a batch; blocks.
    init(folder: BlobFolder, threads: NIOThreadPool) throws(Failure) {
        self.folder = folder
        self.threads = threads
        witness = try OpenFile(".", below: folder.blobs, O_RDONLY | O_DIRECTORY)
    }

    func create() async throws(Failure) -> any BlobWriter {
        try DiskBlobWriter(key: .random(), folder: folder, threads: threads, isDurable: false)
    }

    func settle() async throws(Failure) {
        let witness = witness
        try await threads.blocking { () throws(Failure) in try witness.synchroniseFileSystem() }
    }
}
