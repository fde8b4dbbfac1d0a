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
}
