// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// The ends of a pipe that a process writes to itself, to wake itself up.
struct PipeEnds: Sendable {
    var read: CInt
    var write: CInt

    /// Makes a pipe that never blocks; `nil` when the process has no descriptor left.
    static func make() -> PipeEnds? {
        var ends: [CInt] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        return PipeEnds(read: ends[0], write: ends[1])
    }

    /// Puts a fresh pipe in the place of this one.
    ///
    /// A child does it with each pipe that it has from the zygote: otherwise it would wake its siblings.
    func renew() -> Bool {
        guard let fresh = PipeEnds.make() else { return false }
        defer {
            close(fresh.read)
            close(fresh.write)
        }
        for (new, old) in [(fresh.read, read), (fresh.write, write)] {
            let flags = fcntl(old, F_GETFL)
            guard flags >= 0, dup2(new, old) == old, fcntl(old, F_SETFL, flags) == 0 else { return false }
        }
        return true
    }

    /// The pipes of which this process holds both ends.
    static func all() -> [PipeEnds] {
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.compactMap { CInt($0) }
        let pipes = Dictionary(grouping: (numbers ?? []).filter { $0 > 2 }) { number in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)")) ?? ""
        }
        return pipes.filter { $0.key.hasPrefix("pipe:") }.values.compactMap { ends in
            let reads = ends.filter { fcntl($0, F_GETFL) & O_ACCMODE == O_RDONLY }
            let writes = ends.filter { fcntl($0, F_GETFL) & O_ACCMODE == O_WRONLY }
            guard let read = reads.first, let write = writes.first else { return nil }
            return PipeEnds(read: read, write: write)
        }
    }
}
