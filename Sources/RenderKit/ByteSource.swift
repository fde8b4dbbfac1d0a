// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The bytes of the one file that a child may read.
package struct ByteSource: ~Copyable {
    /// Where the bytes are.
    private enum Place {
        /// In a regular file, of which this is a descriptor; owned, closed when the value ends.
        case file(CInt)
        /// Somewhere that only the host reaches.
        case host(HostedBytes)
    }

    private let place: Place
    /// Bytes in the file.
    package let size: Int64

    /// Takes over `descriptor`: that of a regular file, or of a socket on which the host answers for one.
    ///
    /// Fails when it is neither.
    package init?(owning descriptor: CInt) {
        var status = stat()
        let kind = unsafe fstat(descriptor, &status) == 0 ? status.st_mode & S_IFMT : 0
        switch kind {
        case S_IFREG:
            place = .file(descriptor)
            size = Int64(status.st_size)
        case S_IFSOCK:
            guard let bytes = HostedBytes(owning: descriptor) else { return nil }
            place = .host(bytes)
            size = bytes.size
        default:
            close(descriptor)
            return nil
        }
    }

    private init(_ bytes: HostedBytes) {
        place = .host(bytes)
        size = bytes.size
    }

    deinit {
        if case .file(let descriptor) = place { close(descriptor) }
    }

    /// Whether the host reads the bytes, so that each read costs a question to it, and some a request over a network.
    package var isRemote: Bool {
        if case .host = place { true } else { false }
    }

    /// A name under which this process alone can open the bytes, for libraries that read from files only; `nil` where
    /// they are in no file.
    package var path: String? {
        if case .file(let descriptor) = place { "/proc/self/fd/\(descriptor)" } else { nil }
    }

    /// The same bytes through a descriptor of its own, for a value that has to keep them.
    ///
    /// Fails when the process has no descriptor left.
    package func duplicated() -> ByteSource? {
        switch place {
        case .file(let descriptor):
            let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            return copy < 0 ? nil : ByteSource(owning: copy)
        case .host(let bytes): return ByteSource(bytes)
        }
    }

    /// Reads up to `buffer.count` bytes at `offset`.
    ///
    /// Any thread may call it.
    ///
    /// - Returns: The number of bytes read, 0 at the end, or a negative errno.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) -> Int {
        switch place {
        case .host(let bytes): return unsafe bytes.read(into: buffer, at: offset)
        case .file(let descriptor):
            while true {
                let count = unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
                if count >= 0 { return count }
                if errno != EINTR { return -Int(errno) }
            }
        }
    }

    /// The whole file in memory, without a copy.
    ///
    /// - Returns: `nil` when it is empty, in no file, or too large for the address space; errno tells.
    package func mapped() -> MappedBytes? {
        guard case .file(let descriptor) = place else {
            errno = ENODEV
            return nil
        }
        guard size > 0, let start = unsafe mmap(nil, Int(size), PROT_READ, MAP_PRIVATE, descriptor, 0),
            unsafe start != MAP_FAILED
        else { return nil }
        return unsafe MappedBytes(owning: UnsafeRawBufferPointer(start: start, count: Int(size)))
    }
}
