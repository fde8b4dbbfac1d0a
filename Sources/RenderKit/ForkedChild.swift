// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Children that a zygote makes for itself, at its start, and waits for.
enum ForkedChild {
    /// Waits for the end of `pid`.
    ///
    /// - Returns: The exit status; `nil` after a signal, or where there is no such child.
    static func exitStatus(of pid: CInt) -> CInt? {
        var status: CInt = 0
        while unsafe waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { return nil }
        }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : nil
    }
}
