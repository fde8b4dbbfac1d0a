// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model

/// Listing the files of a storage; everything here blocks.
enum FolderWalk {
    /// The names in `folder` that are blob keys of regular files last written before `date`.
    static func files(in folder: OpenFile, writtenBefore date: Date) throws(Failure) -> [String] {
        // A description of its own: that of `folder` may be at its end already, and the stream closes what it reads.
        let descriptor = try retrying("open a folder") {
            unsafe openat(folder.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        guard let stream = unsafe fdopendir(descriptor) else {
            let number = errno
            close(descriptor)
            throw systemFailure("opendir", number)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            // Only errno tells the end of the folder from an error.
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            // Files that others put here are none of ours.
            guard BlobFolder.isKey(name) else { continue }
            var status = stat()
            // A file that went away meanwhile needs no answer.
            guard unsafe fstatat(dirfd(stream), name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFREG, written(status) < date { names.append(name) }
        }
        guard errno == 0 else { throw systemFailure("readdir", errno) }
        return names
    }

    private static func written(_ status: stat) -> Date {
        Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9)
    }
}
