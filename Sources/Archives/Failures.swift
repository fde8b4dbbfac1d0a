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
        Failure(.resource, .limitExceeded, "The archive has more than \(limit) entries.")
    }

    static func tooManyBytes(_ limit: Int64) -> Failure {
        Failure(.resource, .limitExceeded, "The archive unpacks to more than \(limit) bytes.")
    }

    /// Something around the file is out of order.
    static func unreadable(_ evidence: String) -> Failure {
        Failure(.permanent, .internalError, "The archive cannot be read.", evidence: evidence)
    }
}
