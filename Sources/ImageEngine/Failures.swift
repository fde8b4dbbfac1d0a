// SPDX-License-Identifier: Apache-2.0

import Model
import RenderProtocol

extension Failure {
    static func damaged(_ evidence: String) -> Failure {
        Failure(.permanent, .damagedMedia, "The picture is damaged.", evidence: evidence)
    }

    static func unsupported(_ message: String, _ evidence: String? = nil) -> Failure {
        Failure(.permanent, .unsupportedMedia, message, evidence: evidence)
    }

    static func withoutPicture(_ message: String) -> Failure {
        Failure(.permanent, .noPictures, message)
    }

    static func tooManyPixels(_ size: PixelSize, _ limits: RenderLimits) -> Failure {
        Failure(
            .permanent,
            .limitExceeded,
            "The picture has more than \(limits.pixels) pixels.",
            evidence: "\(size.width) x \(size.height)"
        )
    }

    static func fileTooLarge(_ limit: Int) -> Failure {
        Failure(.permanent, .limitExceeded, "The file has more than \(limit) bytes.")
    }
}
