// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A lock on a file of its own, held until the value ends or the process does.
///
/// SQLite's locks do not help while its journal mode changes, and a new schema is looked for before it is made.
struct OpeningLock: ~Copyable {
    private let descriptor: Int32

    /// Waits for the lock on the file at `path`, which is made where it is missing and then stays.
    init(path: String) throws(CannotCreate) {
        let descriptor = Glibc.open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CannotCreate(number: errno) }
        while flock(descriptor, LOCK_EX) != 0 {
            let number = errno
            guard number == EINTR else {
                Glibc.close(descriptor)
                throw CannotCreate(number: number)
            }
        }
        self.descriptor = descriptor
    }

    deinit {
        Glibc.close(descriptor)
    }
}
