// SPDX-License-Identifier: Apache-2.0

import CFiles
import Glibc
import Model
import NIOCore

/// An open file or folder, closed when the last reference to it goes: also when whoever read from it stops early.
final class OpenFile: Sendable {
    let descriptor: CInt

    /// Opens the folder that an operator named, wherever links lead.
    init(folder path: String) throws(Failure) {
        descriptor = try retrying("open \(path)") { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    }

    /// Takes over a descriptor.
    init(owning descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// Opens `path` below `folder` with `flags`.
    ///
    /// No part of the path may be a symbolic link or lead out of the folder; a new file gets mode 0600.
    init(_ path: String, below folder: OpenFile, _ flags: CInt) throws(Failure) {
        descriptor = try retrying("open \(path)") {
            unsafe vignette_open_beneath(folder.descriptor, path, flags | O_CLOEXEC, 0o600)
        }
    }

    deinit { close(descriptor) }

    /// A read-only descriptor of the regular file at `path`, which the caller closes; that it does not exist is
    /// `pictureNotFound`.
    static func openBlob(at path: String, below folder: OpenFile) throws(Failure) -> CInt {
        let opened = unsafe vignette_open_beneath(folder.descriptor, path, O_RDONLY | O_CLOEXEC, 0)
        return try blob(opened, errno, path)
    }

    /// The same without waiting for the disk; `nil` where that would be necessary.
    static func openKnownBlob(at path: String, below folder: OpenFile) throws(Failure) -> CInt? {
        let opened = unsafe vignette_open_cached(folder.descriptor, path, O_RDONLY | O_CLOEXEC)
        let number = errno
        return opened < 0 && number == EAGAIN ? nil : try blob(opened, number, path)
    }

    /// Checks what opening a blob came to: a descriptor, or -1 with `number` in `errno`.
    private static func blob(_ opened: CInt, _ number: CInt, _ path: String) throws(Failure) -> CInt {
        guard opened >= 0 || number != ENOENT else {
            throw Failure(.caller, .pictureNotFound, "The file does not exist.", evidence: "\(path) is missing")
        }
        guard opened >= 0 else { throw systemFailure("open \(path)", number) }
        var status = stat()
        guard unsafe fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(opened)
            let evidence = "\(path) is not a regular file"
            throw Failure(.permanent, .internalError, "The storage could not be used.", evidence: evidence)
        }
        return opened
    }

    /// Appends all of `bytes` at the file's position.
    func write(_ bytes: ByteBuffer) throws(Failure) {
        var bytes = bytes
        while bytes.readableBytes > 0 {
            let written = try retrying("write") {
                unsafe bytes.withUnsafeReadableBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            }
            bytes.moveReaderIndex(forwardBy: written)
        }
    }

    /// Reads up to `count` bytes from `offset` on; fewer only at the end of the file.
    func read(at offset: Int64, count: Int) throws(Failure) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        while buffer.readableBytes < count {
            let position = off_t(offset) + buffer.readableBytes
            let missing = count - buffer.readableBytes
            let got = try retrying("pread") {
                unsafe buffer.withUnsafeMutableWritableBytes { space in
                    unsafe pread(descriptor, space.baseAddress, missing, position)
                }
            }
            if got == 0 { break }
            buffer.moveWriterIndex(forwardBy: got)
        }
        return buffer
    }

    /// The same without waiting for the disk; `nil` where that would be necessary.
    func readCached(at offset: Int64, count: Int) -> ByteBuffer? {
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        let got = unsafe buffer.withUnsafeMutableWritableBytes { space in
            unsafe vignette_read_cached(descriptor, space.baseAddress, count, off_t(offset))
        }
        guard got == count else { return nil }
        buffer.moveWriterIndex(forwardBy: got)
        return buffer
    }

    /// Waits until the file's bytes are on the disk.
    func synchronise() throws(Failure) {
        try retrying("fdatasync") { fdatasync(descriptor) }
    }

    /// Waits until the names in this folder are on the disk.
    func synchroniseNames() throws(Failure) {
        try retrying("fsync of a folder") { fsync(descriptor) }
    }

    /// Waits until the whole file system that this is in is on the disk (syncfs(2)).
    ///
    /// - Throws: What went wrong for any file in it since this one was opened.
    func synchroniseFileSystem() throws(Failure) {
        try retrying("syncfs") { vignette_sync_file_system(descriptor) }
    }

    /// Makes the folder `name` in this one, if it is not there.
    func makeFolder(_ name: String) throws(Failure) {
        guard unsafe mkdirat(descriptor, name, 0o700) != 0, errno != EEXIST else { return }
        throw systemFailure("mkdir \(name)", errno)
    }

    /// Removes the file `name` in this folder, if it is there.
    func remove(_ name: String) throws(Failure) {
        guard unsafe unlinkat(descriptor, name, 0) != 0, errno != ENOENT else { return }
        throw systemFailure("unlink \(name)", errno)
    }
}
