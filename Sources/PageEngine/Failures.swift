// SPDX-License-Identifier: Apache-2.0

import CPDFium
import Model
import PixelImage
import RenderProtocol

/// What each cause of failure is called outside of the engine.
extension Failure {
    /// PDFium did not open the file, for the reason `error` of `FPDF_GetLastError`.
    static func opening(_ error: UInt, claimsToBePDF: Bool) -> Failure {
        switch error {
        case FPDF_ERR_PASSWORD:
            return encrypted("It needs a password to be opened.", evidence: "FPDF_ERR_PASSWORD")
        case FPDF_ERR_SECURITY:
            return encrypted("Its encryption is not supported.", evidence: "FPDF_ERR_SECURITY")
        default:
            let evidence = "FPDF_LoadMemDocument64: error \(error)"
            guard claimsToBePDF else {
                return Failure(.permanent, .unsupportedMedia, "The file is not a PDF.", evidence: evidence)
            }
            return damaged(evidence)
        }
    }

    private static func encrypted(_ reason: String, evidence: String) -> Failure {
        Failure(.permanent, .encryptedMedia, "The PDF is encrypted. \(reason)", evidence: evidence)
    }

    /// The file is a PDF that cannot be read.
    static func damaged(_ evidence: String) -> Failure {
        Failure(.permanent, .damagedMedia, "The PDF is damaged: it cannot be read.", evidence: evidence)
    }

    static var empty: Failure {
        Failure(.permanent, .unsupportedMedia, "The file is empty.")
    }

    static var withoutPages: Failure {
        Failure(.permanent, .noPictures, "The PDF has no pages.")
    }

    /// The file does not fit into the address space.
    static func mapping(_ number: CInt, _ limits: RenderLimits) -> Failure {
        .exceeding(
            .addressSpace(of: limits.kind),
            "The file takes more than the \(limits.addressSpace >> 20) MiB of address space that are allowed",
            class: .resource,
            evidence: "mmap: errno \(number)"
        )
    }

    static func tooManyPixels(_ size: PixelSize, _ limits: RenderLimits) -> Failure {
        .exceeding(
            .pixels,
            "The picture would have more than the \(limits.pixels) pixels that are allowed",
            evidence: "asked for \(size.width) by \(size.height)"
        )
    }

    static func tooManyPixels(inside size: PixelSize, _ limits: RenderLimits) -> Failure {
        .exceeding(
            .pixels,
            "A picture on the page has more than the \(limits.pixels) pixels that are allowed",
            evidence: "\(size.width) x \(size.height)"
        )
    }

    static func tooManyPages(_ pages: Int, _ limits: RenderLimits) -> Failure {
        .exceeding(
            .pages,
            "The document has more than the \(limits.pages) pages that are allowed",
            evidence: "\(pages) pages"
        )
    }

    static func format(_ format: PictureFormat) -> Failure {
        Failure(.permanent, .notSupported, "Pictures of pages are made as JPEG or PNG, not as \(format.rawValue).")
    }

    static func drawing(_ evidence: String) -> Failure {
        Failure(.permanent, .internalError, "The picture could not be made.", evidence: evidence)
    }
}
