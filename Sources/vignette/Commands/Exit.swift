// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import Glibc
import Model

/// How commands end (sysexits.h): 0 done, 1 failed, 64 usage, 65 bad input file, 75 try again.
enum Exit {
    static let failed = ExitCode(1)
    static let badInput = ExitCode(65)
    static let tryAgain = ExitCode(75)
    /// As shells tell a program that SIGINT ended.
    static let interrupted = ExitCode(130)

    /// Says one sentence on standard error, and ends the command.
    static func with(_ code: ExitCode, _ sentence: String) -> ExitCode {
        Terminal.error(sentence)
        return code
    }

    /// The end of a command that failed with `failure`.
    static func with(_ failure: Failure) -> ExitCode {
        switch failure.class {
        case .permanent, .resource: with(badInput, failure.message)
        case .transient: with(tryAgain, failure.message)
        case .caller: with(failed, failure.message)
        }
    }
}

extension Failure {
    /// The failure in words for whoever gave the address of a source, which is more than a client is told.
    var told: Failure {
        guard code == .fetchFailed || code == .addressRefused, let evidence else { return self }
        var told = self
        told.message = "\(message.hasSuffix(".") ? String(message.dropLast()) : message) (\(evidence.printable))."
        return told
    }
}

/// The terminal that a command runs in.
enum Terminal {
    /// Whether a person watches standard error.
    static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

    static func error(_ line: String) {
        self.line("vignette: \(line)")
    }

    /// Writes a line to standard error, in which nothing can move the cursor.
    static func line(_ text: String) {
        FileHandleBytes.write(text.printable + "\n")
    }

    /// Shows how far a long command is, over the line that it showed before.
    ///
    /// Nothing is shown when nobody watches.
    static func progress(_ text: String, last: Bool = false) {
        guard isWatched else { return }
        FileHandleBytes.write("\r\u{1B}[K\(text)\(last ? "\n" : "")")
    }

    private enum FileHandleBytes {
        static func write(_ text: String) {
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
                guard count > 0 else { return }
                bytes = bytes.dropFirst(count)
            }
        }
    }
}

/// A value as the `--json` option prints it: one line, members in `snake_case`.
func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}
