// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The bytes of the one file that a child may read.
package struct ByteSource: ~Copyable {
    /// An open, readable descriptor of a regular file; owned, closed when the value ends.
    private let descriptor: CInt
    /// Bytes in the file.
    package let size: Int64

    /// Takes over `descriptor`.
    ///
    /// Fails when it is not a regular file.
    package init?(owning descriptor: CInt) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        size = Int64(status.st_size)
    }

    deinit {
        close(descriptor)
    }

    /// A name under which this process alone can open the bytes, for libraries that read from files only.
    package var path: String { "/proc/self/fd/\(descriptor)" }

    /// The same bytes through a descriptor of its own, for a value that has to keep them.
    ///
    /// Fails when the process has no descriptor left.
    package func duplicated() -> ByteSource? {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        return copy < 0 ? nil : ByteSource(owning: copy)
    }

    /// Reads up to `buffer.count` bytes at `offset`.
    ///
    /// - Returns: The number of bytes read, 0 at the end, or a negative errno.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) -> Int {
        while true {
            let count = unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            if errno != EINTR { return -Int(errno) }
        }
    }

    /// The whole file in memory, without a copy.
    ///
    /// - Returns: `nil` when the file is empty or the address space too small for it; errno tells.
    package func mapped() -> MappedBytes? {
        guard size > 0, let start = unsafe mmap(nil, Int(size), PROT_READ, MAP_PRIVATE, descriptor, 0),
            unsafe start != MAP_FAILED
        else { return nil }
        return unsafe MappedBytes(owning: UnsafeRawBufferPointer(start: start, count: Int(size)))
    }
}
