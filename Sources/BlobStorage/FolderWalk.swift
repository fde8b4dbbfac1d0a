// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model

/// Listing and removing the files of a storage; everything here blocks.
enum FolderWalk {
    /// The names in `folder` that are blob keys of regular files last written before `date`.
    static func files(in folder: String, writtenBefore date: Date) throws(Failure) -> [String] {
        guard let stream = unsafe opendir(folder) else { throw systemFailure("opendir \(folder)", errno) }
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
        guard errno == 0 else { throw systemFailure("readdir \(folder)", errno) }
        return names
    }

    /// Removes the file at `path`, if it is there.
    static func remove(_ path: String) throws(Failure) {
        guard unsafe unlink(path) != 0, errno != ENOENT else { return }
        throw systemFailure("unlink \(path)", errno)
    }

    private static func written(_ status: stat) -> Date {
        Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9)
    }
}
