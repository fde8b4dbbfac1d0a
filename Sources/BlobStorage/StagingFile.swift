// SPDX-License-Identifier: Apache-2.0

import Glibc
import Model
import NIOCore
import Synchronization

/// A file in the making, whose staging name goes when the value ends.
///
/// Every call blocks. That the last reference may go on any thread is accepted: it is the path of writers that were
/// dropped without ``BlobWriter/abandon()``, and an unlink of an open file is short.
final class StagingFile: Sendable {
    private let file: OpenFile
    private let path: String
    private let isGone = Mutex(false)

    /// Creates the file at `path`, which must not exist.
    init(creating path: String) throws(Failure) {
        let file = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL)
        self.file = file
        self.path = path
    }

    deinit { remove() }

    func write(_ bytes: ByteBuffer) throws(Failure) {
        try file.write(bytes)
    }

    /// Makes the bytes durable, then gives them the name `target` in `folder`, durably.
    ///
    /// Nothing is ever replaced. A hard link in place of a rename: Glibc's module has no `renameat2`, and a plain
    /// rename replaces. A crash between the two names leaves a staging file to clear; the blob stays whole.
    func publish(as target: String, in folder: String) throws(Failure) {
        try file.synchronise()
        try retrying("link to \(target)") { unsafe link(path, target) }
        do {
            try OpenFile.synchronise(folder: folder)
        } catch {
            // Nobody will be told of this blob: it must not stay.
            _ = unsafe unlink(target)
            throw error
        }
        remove()
    }

    /// Takes the name away; the space is free once the value ends.
    func remove() {
        isGone.withLock { isGone in
            if !isGone { _ = unsafe unlink(path) }
            isGone = true
        }
    }
}
