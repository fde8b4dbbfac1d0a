// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Other programs, which tests make their material with and compare with.
package enum Program {
    /// Runs a program of the search path to its end, with its arguments behind its name.
    ///
    /// - Throws: ``ProgramTrouble`` when it does not start or does not succeed.
    package static func run(_ words: [String]) throws {
        var pointers = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var process = pid_t()
        let started = posix_spawnp(&process, words[0], nil, nil, &pointers, environ)
        guard started == 0 else { throw ProgramTrouble(description: "\(words[0]) does not start: \(started)") }
        var status: CInt = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw ProgramTrouble(description: "failed: \(words.joined(separator: " "))") }
    }
}

/// Why a program did not do its work.
package struct ProgramTrouble: Error, CustomStringConvertible {
    package var description: String
}
