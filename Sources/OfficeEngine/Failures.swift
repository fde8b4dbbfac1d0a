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
            "The document has more than the \(bytes) bytes that an office document may have."
        )
    }

    static func tooManyPixels(_ path: String, _ size: PixelSize, _ limits: RenderLimits) -> Failure {
        .exceeding(
            .pixels,
            "A picture in the document has more than the \(limits.pixels) pixels that are allowed",
            evidence: "\(size.width) x \(size.height): \(path)"
        )
    }

    /// A call failed that does not depend on what the file holds.
    static func `internal`(_ evidence: String) -> Failure {
        Failure(.permanent, .internalError, "The picture could not be made.", evidence: evidence)
    }
}
