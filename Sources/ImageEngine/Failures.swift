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
        .exceeding(
            .pixels,
            "The picture has more than the \(limits.pixels) pixels that are allowed",
            evidence: "\(size.width) x \(size.height)"
        )
    }

    static func tooManyPages(_ pages: Int, _ limits: RenderLimits) -> Failure {
        .exceeding(
            .pages,
            "The file has more than the \(limits.pages) pictures that are allowed",
            evidence: "\(pages) pictures"
        )
    }

    static func fileTooLarge(_ limit: Int) -> Failure {
        .exceeding(
            .addressSpace,
            "The file has more than \(limit) bytes, the fourth part of the address space that a render may have"
        )
    }
}
