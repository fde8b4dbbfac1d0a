// SPDX-License-Identifier: Apache-2.0

import Model
import RenderProtocol

/// What each cause of failure is called outside of the engine.
extension Failure {
    static var empty: Failure {
        Failure(.permanent, .noPictures, "The file is empty.")
    }

    static func unsupported(_ evidence: String) -> Failure {
        Failure(
            .permanent,
            .unsupportedMedia,
            "The file is not a document in a format that is supported.",
            evidence: evidence
        )
    }

    static func encrypted(_ evidence: String) -> Failure {
        Failure(.permanent, .encryptedMedia, "The document is protected with a password.", evidence: evidence)
    }

    /// LibreOffice could not open the document, or nothing came of printing it.
    static func damaged(_ evidence: String) -> Failure {
        Failure(.permanent, .damagedMedia, "The document is damaged: it cannot be opened.", evidence: evidence)
    }

    static func tooLarge(_ bytes: UInt64) -> Failure {
        Failure(
            .permanent,
            .limitExceeded,
            "The document exceeds the limit of \(bytes) bytes (fileBytes).",
            evidence: "limit: fileBytes"
        )
    }

    static func unpacksTooMuch(_ path: String, _ ratio: Int64) -> Failure {
        Failure(
            .permanent,
            .limitExceeded,
            "A part of the document unpacks to more than \(ratio) times its size.",
            evidence: "limit: ratio; \(path)"
        )
    }

    /// A call failed that does not depend on what the file holds.
    static func `internal`(_ evidence: String) -> Failure {
        Failure(.permanent, .internalError, "The picture could not be made.", evidence: evidence)
    }
}
