// SPDX-License-Identifier: Apache-2.0

import CFiles
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
    private let folder: OpenFile
    private let name: String
    private let isGone = Mutex(false)

    /// Creates the file `name` in `folder`, where it must not exist.
    init(creating name: String, in folder: OpenFile) throws(Failure) {
        let file = try OpenFile(name, below: folder, O_WRONLY | O_CREAT | O_EXCL)
        self.file = file
        self.folder = folder
        self.name = name
    }

    deinit { remove() }

    func write(_ bytes: ByteBuffer) throws(Failure) {
        try file.write(bytes)
    }

    /// Has the disk take what was written so far, without waiting: less is left for whoever has to wait for it.
    func startSynchronising() {
        vignette_start_writing(file.descriptor)
    }

    /// Gives the bytes the same name in `target`; `durably`: they are on the disk before they have it, and it is too.
    ///
    /// Nothing is ever replaced. A hard link in place of a rename: Glibc's module has no `renameat2`, and a plain
    /// rename replaces. A crash between the two names leaves a staging file to clear.
    func publish(in target: OpenFile, durably isDurable: Bool) throws(Failure) {
        if isDurable { try file.synchronise() }
        try retrying("link to \(name)") {
            unsafe linkat(folder.descriptor, name, target.descriptor, name, 0)
        }
        do {
            if isDurable { try target.synchroniseNames() }
        } catch {
            // Nobody will be told of this blob: it must not stay.
            _ = unsafe unlinkat(target.descriptor, name, 0)
            throw error
        }
        remove()
    }

    /// Takes the name away; the space is free once the value ends.
    func remove() {
        isGone.withLock { isGone in
            if !isGone { _ = unsafe unlinkat(folder.descriptor, name, 0) }
            isGone = true
        }
    }
}
