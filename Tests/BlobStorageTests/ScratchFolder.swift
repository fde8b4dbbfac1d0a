// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// A fresh folder, removed with everything in it when the value ends.
final class ScratchFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/vignette-blobs-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// How many open descriptors of this process lead to files in the folder.
    var openFiles: Int {
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return descriptors.count { descriptor in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + descriptor)
            return target?.hasPrefix(path) == true && isRegular(descriptor)
        }
    }

    private func isRegular(_ descriptor: String) -> Bool {
        var status = stat()
        return fstat(CInt(descriptor) ?? -1, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// The names in the folder `name`.
    func names(_ name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path + "/" + name)
    }

    /// Type and permissions of the file `name`.
    func mode(_ name: String) throws -> mode_t {
        var status = stat()
        guard lstat(path + "/" + name, &status) == 0 else { throw CocoaError(.fileNoSuchFile) }
        return status.st_mode
    }

    /// Writes the file `name` until its file system, which had better be small, is full.
    func fill(_ name: String) {
        let descriptor = open(path + "/" + name, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600 as mode_t)
        let page = [UInt8](repeating: 1, count: 4096)
        while write(descriptor, page, page.count) > 0 {}
        close(descriptor)
    }
}
