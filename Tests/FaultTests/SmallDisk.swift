// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport

/// A real file system of 4 MiB; mounting one needs root.
final class SmallDisk {
    static var isPossible: Bool { geteuid() == 0 }

    let folder = FileManager.default.temporaryDirectory.appending(path: "disk-\(UUID().uuidString.lowercased())")
    private var filler: URL { folder.appending(path: "filler") }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=4m") == 0 else {
            throw ServerTrouble(description: "mount: errno \(errno)")
        }
    }

    deinit {
        umount2(folder.path, CInt(MNT_DETACH))
        try? FileManager.default.removeItem(at: folder)
    }

    /// Takes all the space that is left.
    func fill() {
        let file = open(filler.path, O_CREAT | O_WRONLY | O_APPEND, 0o600)
        defer { close(file) }
        let block = [UInt8](repeating: 0, count: 4096)
        while write(file, block, block.count) == block.count {}
    }

    /// Gives the space back.
    func free() {
        unlink(filler.path)
    }
}
