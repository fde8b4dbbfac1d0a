// SPDX-License-Identifier: Apache-2.0

import CDescriptors
package import FoundationEssentials
import Glibc

/// An open descriptor, closed when the value ends.
package struct Descriptor: ~Copyable, Sendable {
    package let number: CInt

    /// Takes over `number`.
    package init(owning number: CInt) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// Sends a signal to the process that this descriptor is of; without effect when the process has ended.
    package borrowing func signal(_ signal: CInt) {
        _ = vignette_signal_process(number, signal)
    }

    /// The number, in this process's own namespace, of the process that this descriptor is of; `nil` when it has ended.
    package var processID: CInt? {
        guard let facts = try? String(contentsOfFile: "/proc/self/fdinfo/\(number)", encoding: .utf8) else {
            return nil
        }
        let line = facts.split(separator: "\n").first { $0.hasPrefix("Pid:") }
        return line.flatMap { CInt($0.dropFirst("Pid:".count).drop { $0 == "\t" || $0 == " " }) }.flatMap {
            $0 > 0 ? $0 : nil
        }
    }

    /// Hands the descriptor to the caller, who closes it.
    package consuming func release() -> CInt {
        let number = number
        discard self
        return number
    }
}

/// A call on a socket that failed.
package struct SocketError: Error, Hashable, CustomStringConvertible {
    /// What was tried.
    package var call: String
    /// The errno.
    package var code: CInt

    package init(_ call: String, code: CInt) {
        self.call = call
        self.code = code
    }

    package var description: String { "\(call): errno \(code)" }
}

extension Descriptor {
    /// Makes a file of `bytes` that is in memory alone.
    package init(memoryFile bytes: Data) throws(SocketError) {
        let number = unsafe bytes.withUnsafeBytes { unsafe vignette_memory_file($0.baseAddress, $0.count) }
        guard number >= 0 else { throw SocketError("memfd_create", code: -number) }
        self.init(owning: number)
    }

    /// Another descriptor of the same open file.
    package borrowing func duplicated() throws(SocketError) -> Descriptor {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw SocketError("fcntl", code: errno) }
        return Descriptor(owning: copy)
    }
}
