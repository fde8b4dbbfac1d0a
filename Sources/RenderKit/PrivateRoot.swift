// SPDX-License-Identifier: Apache-2.0

import CSandbox
import FoundationEssentials
import Glibc

/// A file system that holds nothing but what an engine needs, read only, and the zygote's own folder.
struct PrivateRoot {
    /// Where the zygote's working directory is found within.
    private static let workFolder = "/work"

    /// What every engine needs beside its own: the library folders of the system, and how to find a library there.
    static func commonPaths() -> [String] { libraryFolders() + ["/etc/ld.so.cache"] }

    private static let devices = ["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"]
    /// Where the new root is put together, in a namespace that nobody else sees.
    private static let place = "/tmp"

    /// Absolute paths of files and folders; those that do not exist are left out.
    let paths: [String]

    /// Enters namespaces of its own and this root.
    ///
    /// The process that calls it stays behind as the parent of the one that returns, waits for its end, and ends as it
    /// ended: only a child can be the first process of a new namespace.
    ///
    /// - Returns: Whether the kernel allowed it. Where it did not, nothing has changed.
    func enter() -> Bool {
        // A child tries first: half of it could not be taken back.
        guard Self.succeedsInChild({ Self.unshare() && Self.succeedsInChild { assemble() } }) else { return false }
        guard Self.unshare() else { _exit(70) }
        let pid = vignette_fork()
        guard pid >= 0 else { _exit(70) }
        if pid > 0 { vignette_wait_in_place_of(pid) }
        guard vignette_follow_parent() == 0, assemble() else { _exit(70) }
        return true
    }

    /// Whether `body` succeeds in a child that ends with it.
    private static func succeedsInChild(_ body: () -> Bool) -> Bool {
        let pid = vignette_fork()
        if pid == 0 { _exit(body() ? 0 : 1) }
        return pid > 0 && ForkedChild.exitStatus(of: pid) == 0
    }

    /// Enters new namespaces, in which the caller's own user and group are the only ones, by names that mean nothing.
    private static func unshare() -> Bool {
        let (user, group) = (geteuid(), getegid())
        guard vignette_unshare_namespaces() == 0 else { return false }
        // Without it an ordinary user may not map its group.
        _ = write("deny", to: "/proc/self/setgroups")
        return write("65534 \(user) 1", to: "/proc/self/uid_map") && write("65534 \(group) 1", to: "/proc/self/gid_map")
    }

    private static func write(_ text: String, to path: String) -> Bool {
        let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return unsafe Glibc.write(descriptor, text, text.utf8.count) == text.utf8.count
    }

    /// Puts the root together and moves into it, and sees whether that is all there is.
    private func assemble() -> Bool {
        let root = Self.place
        guard unsafe vignette_begin_root(root) == 0 else { return false }
        for path in paths where !bind(path, below: root) { return false }
        for device in Self.devices where !bind(device, below: root) { return false }
        let work = root + Self.workFolder
        guard unsafe mkdir(work, 0o700) == 0, unsafe vignette_bind(".", work, 1) == 0 else { return false }
        let processes = root + "/proc"
        guard unsafe mkdir(processes, 0o755) == 0, unsafe vignette_mount_processes(processes) == 0 else { return false }
        return unsafe vignette_change_root(root) == 0 && chdir(Self.workFolder) == 0 && Self.isAlone()
    }

    /// Shows `path` at the same place below `root`, read only.
    private func bind(_ path: String, below root: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return true }
        var folder = root
        for part in path.split(separator: "/").dropLast() {
            folder += "/\(part)"
            guard unsafe mkdir(folder, 0o755) == 0 || errno == EEXIST else { return false }
        }
        let target = root + path
        if status.st_mode & S_IFMT == S_IFDIR {
            guard unsafe mkdir(target, 0o755) == 0 || errno == EEXIST else { return false }
        } else {
            let file = unsafe open(target, O_WRONLY | O_CREAT | O_CLOEXEC, 0o444)
            guard file >= 0 else { return false }
            close(file)
        }
        return unsafe vignette_bind(path, target, 0) == 0
    }

    /// The folders of the system that libraries of this process come from, by each of the names that they go by.
    private static func libraryFolders() -> [String] {
        guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return [] }
        var folders: Set<String> = []
        for line in maps.split(separator: "\n") {
            guard let start = line.firstIndex(of: "/"), let slash = line.lastIndex(of: "/"),
                line[slash...].contains(".so"), line[start...].hasPrefix("/usr/lib") || line[start...].hasPrefix("/lib")
            else { continue }
            let folder = line[start..<slash]
            folders.insert(String(folder))
            // On Debian /lib is /usr/lib, and libraries are looked for by the shorter name.
            if folder.hasPrefix("/usr/") { folders.insert(String(folder.dropFirst("/usr".utf8.count))) }
        }
        return folders.sorted()
    }

    /// Whether nothing of the machine is left to be seen or called: what ``enter()`` is for.
    private static func isAlone() -> Bool {
        guard getpid() == 1, unsafe access("/etc/passwd", F_OK) != 0 else { return false }
        let socket = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return true }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(9).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe connect(socket, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return status != 0 && errno == ENETUNREACH
    }
}
