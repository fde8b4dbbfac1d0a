// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import Glibc
package import Model
package import NIOCore
package import NIOPosix

/// Blobs as files below one folder: `blobs/ab/abcdef...`, and `staging/` for what is being written.
///
/// A commit is: bytes to the disk, then the name, then the folder to the disk. Files have mode 0600, folders 0700.
/// Every blocking call runs on `threads`.
package struct DiskStorage: BlobStorage {
    private let folder: BlobFolder
    private let threads: NIOThreadPool

    /// Opens the storage in `root` and makes the folders that it lacks; blocks.
    ///
    /// - Throws: ``Model/Failure`` when a folder cannot be made, with the cause as its evidence.
    package init(root: String, threads: NIOThreadPool = .singleton) throws(Failure) {
        folder = BlobFolder(root: root)
        self.threads = threads
        for path in [root, folder.blobs, folder.staging] + folder.shards {
            guard unsafe mkdir(path, 0o700) != 0, errno != EEXIST else { continue }
            throw systemFailure("mkdir \(path)", errno)
        }
        try OpenFile.synchronise(folder: folder.blobs)
        try OpenFile.synchronise(folder: root)
    }

    package func create() async throws(Failure) -> any BlobWriter {
        let key = BlobKey.random()
        let path = try folder.unfinished(key)
        let file = try await threads.blocking { () throws(Failure) in try StagingFile(creating: path) }
        return DiskBlobWriter(key: key, file: file, folder: folder, threads: threads)
    }

    package func read(
        _ key: BlobKey,
        range: Range<Int64>
    ) async throws(Failure) -> any AsyncSequence<ByteBuffer, any Error> & Sendable {
        let path = try folder.blob(key)
        let file = try await threads.blocking { () throws(Failure) in try OpenFile(blobAt: path) }
        return DiskBlobBytes(file: file, range: range, threads: threads)
    }

    package func descriptor(of key: BlobKey) async throws(Failure) -> CInt {
        let path = try folder.blob(key)
        return try await threads.blocking { () throws(Failure) in try OpenFile.openBlob(at: path) }
    }

    /// Removes blobs.
    ///
    /// Not made durable: after a power cut a removed blob may be back, and the sweep finds it again.
    package func delete(_ keys: [BlobKey]) async throws(Failure) {
        var paths: [String] = []
        for key in keys { paths.append(try folder.blob(key)) }
        let found = paths
        try await threads.blocking { () throws(Failure) in
            for path in found { try FolderWalk.remove(path) }
        }
    }

    package func keys(writtenBefore date: Date) async throws(Failure) -> [BlobKey] {
        let shards = folder.shards
        return try await threads.blocking { () throws(Failure) in
            var keys: [BlobKey] = []
            for shard in shards {
                keys += try FolderWalk.files(in: shard, writtenBefore: date).map { BlobKey($0) }
            }
            return keys
        }
    }

    package func clearUnfinished(before date: Date) async throws(Failure) -> Int {
        let staging = folder.staging
        return try await threads.blocking { () throws(Failure) in
            let names = try FolderWalk.files(in: staging, writtenBefore: date)
            for name in names { try FolderWalk.remove(staging + "/" + name) }
            return names.count
        }
    }

    package func ping() async throws(Failure) {
        let path = try folder.unfinished(.random())
        try await threads.blocking { () throws(Failure) in
            let probe = try StagingFile(creating: path)
            let sent = ByteBuffer(string: "ping")
            try probe.write(sent)
            let got = try OpenFile(blobAt: path).read(at: 0, count: sent.readableBytes)
            guard got == sent else {
                let evidence = "\(path) read back differs"
                throw Failure(.transient, .internalError, "The storage could not be used.", evidence: evidence)
            }
        }
    }
}
