// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
package import NIOCore
package import NIOPosix

/// Blobs as files below one folder: `blobs/ab/abcdef...`, and `staging/` for what is being written.
///
/// A commit is: bytes to the disk, then the name, then the folder to the disk; in a ``DiskBlobBatch`` the name alone.
/// Files have mode 0600, folders 0700. Every call that has to wait for the disk runs on `threads`. Below the folder no
/// symbolic link is followed: what somebody else planted there is refused, not used.
package struct DiskStorage: BlobStorage {
    private let folder: BlobFolder
    private let threads: NIOThreadPool

    /// Opens the storage in `root` and makes the folders that it lacks; blocks.
    ///
    /// - Throws: ``Model/Failure`` when a folder cannot be made, with the cause as its evidence.
    package init(root: String, threads: NIOThreadPool = .singleton) throws(Failure) {
        folder = try BlobFolder(root: root)
        self.threads = threads
    }

    package func create() async throws(Failure) -> any BlobWriter {
        try DiskBlobWriter(key: .random(), folder: folder, threads: threads)
    }

    package func batch() async throws(Failure) -> any BlobBatch {
        let folder = folder
        return try await threads.blocking { [threads] () throws(Failure) in
            try DiskBlobBatch(folder: folder, threads: threads)
        }
    }

    package func read(
        _ key: BlobKey,
        range: Range<Int64>
    ) async throws(Failure) -> any AsyncSequence<ByteBuffer, any Error> & Sendable {
        DiskBlobBytes(file: OpenFile(owning: try await descriptor(of: key)), range: range, threads: threads)
    }

    package func descriptor(of key: BlobKey) async throws(Failure) -> CInt {
        let (folder, path) = (folder, try BlobFolder.path(of: key))
        if let known = try OpenFile.openKnownBlob(at: path, below: folder.blobs) { return known }
        return try await threads.blocking { () throws(Failure) in
            try OpenFile.openBlob(at: path, below: folder.blobs)
        }
    }

    /// Removes blobs.
    ///
    /// Not made durable: after a power cut a removed blob may be back, and the sweep finds it again.
    package func delete(_ keys: [BlobKey]) async throws(Failure) {
        var names: [(shard: String, file: String)] = []
        for key in keys { names.append(try BlobFolder.names(of: key)) }
        let (folder, found) = (folder, names)
        try await threads.blocking { () throws(Failure) in
            for name in found { try folder.shard(name.shard).remove(name.file) }
        }
    }

    package func keys(writtenBefore date: Date) async throws(Failure) -> [BlobKey] {
        let folder = folder
        return try await threads.blocking { () throws(Failure) in
            var keys: [BlobKey] = []
            for shard in BlobFolder.shards {
                keys += try FolderWalk.files(in: folder.shard(shard), writtenBefore: date).map { BlobKey($0) }
            }
            return keys
        }
    }

    package func clearUnfinished(before date: Date) async throws(Failure) -> Int {
        let staging = folder.staging
        return try await threads.blocking { () throws(Failure) in
            let names = try FolderWalk.files(in: staging, writtenBefore: date)
            for name in names { try staging.remove(name) }
            return names.count
        }
    }

    package func ping() async throws(Failure) {
        let (staging, name) = (folder.staging, try BlobFolder.names(of: .random()).file)
        try await threads.blocking { () throws(Failure) in
            let probe = try StagingFile(creating: name, in: staging)
            let sent = ByteBuffer(string: "ping")
            try probe.write(sent)
            let file = OpenFile(owning: try OpenFile.openBlob(at: name, below: staging))
            let got = try file.read(at: 0, count: sent.readableBytes)
            guard got == sent else {
                let evidence = "\(name) read back differs"
                throw Failure(.transient, .internalError, "The storage could not be used.", evidence: evidence)
            }
        }
    }
}
