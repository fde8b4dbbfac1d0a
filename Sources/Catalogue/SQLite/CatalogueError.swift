// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
import Glibc
import Model

/// The file of the catalogue could not be made.
struct CannotCreate: Error {
    /// The `errno` of the attempt.
    let number: Int32
}

/// The file has migrations that this version does not know.
struct NewerSchema: Error {}

/// A row holds a value that this version does not know.
struct UnreadableRow: Error {
    let column: String
    let value: String
}

extension Failure {
    /// The failure that stands for an error of the store at `path`.
    init(catalogueError error: any Error, path: String) {
        switch error {
        case let failure as Failure:
            self = failure
        case let error as DatabaseError:
            self = Self.failure(for: error, path: path)
        case is NewerSchema:
            self.init(.permanent, .internalError, "The catalogue was written by a newer version of this server.")
        case let error as CannotCreate where error.number == ENOSPC || error.number == EDQUOT:
            self = .diskFull(evidence: "\(path): errno \(error.number)")
        default:
            self.init(.transient, .internalError, "The catalogue cannot be used.", evidence: "\(path): \(error)")
        }
    }

    private static func failure(for error: DatabaseError, path: String) -> Failure {
        switch (error.resultCode, error.extendedResultCode) {
        case (.SQLITE_FULL, _):
            .diskFull(evidence: "\(error)")
        // SQLite tells a full disk from other trouble for most writes, but not when it syncs, cuts or maps a file.
        case (.SQLITE_IOERR, _) where !hasRoom(path):
            .diskFull(evidence: "\(error)")
        case (_, .SQLITE_CONSTRAINT_PRIMARYKEY), (_, .SQLITE_CONSTRAINT_UNIQUE):
            Failure(.caller, .stateConflict, "This exists already.", evidence: "\(error)")
        default:
            Failure(.transient, .internalError, "The catalogue did not answer.", evidence: "\(error)")
        }
    }

    private static func diskFull(evidence: String) -> Failure {
        Failure(.transient, .storageFull, "The disk is full.", evidence: evidence)
    }

    /// Whether the file system of `path` has a free block for this account; true when it does not tell.
    private static func hasRoom(_ path: String) -> Bool {
        var status = statvfs()
        return statvfs(path, &status) != 0 || status.f_bavail > 0
    }
}
