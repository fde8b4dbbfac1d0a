// SPDX-License-Identifier: Apache-2.0

import Model

extension Failure {
    static func noArchive(_ evidence: String) -> Failure {
        Failure(.permanent, .unsupportedMedia, "The file is not an archive.", evidence: evidence)
    }

    static func damaged(_ evidence: String) -> Failure {
        Failure(.permanent, .damagedMedia, "The archive is damaged.", evidence: evidence)
    }

    static var encrypted: Failure {
        Failure(.permanent, .encryptedMedia, "The archive is encrypted.")
    }

    static func tooManyEntries(_ limit: Int) -> Failure {
        .exceeding(.archiveEntries, "The archive has more than the \(limit) entries that are allowed", class: .resource)
    }

    static func tooManyBytes(_ limit: Int64) -> Failure {
        .exceeding(
            .archiveBytes,
            "The archive, or a part of it, unpacks to more than the \(limit) bytes that are allowed",
            class: .resource
        )
    }

    static func unpacksTooMuch(_ ratio: Int64, _ path: String) -> Failure {
        .exceeding(
            .archiveRatio,
            "A part of the file unpacks to more than the \(ratio) times its size that are allowed",
            evidence: path
        )
    }

    /// Something around the file is out of order.
    static func unreadable(_ evidence: String) -> Failure {
        Failure(.permanent, .internalError, "The archive cannot be read.", evidence: evidence)
    }
}
