// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import PixelImage
import RenderProtocol

/// What can go wrong with files of any kind.
extension Failure {
    /// The file is none that this renderer reads.
    static func unrecognised(_ evidence: String) -> Failure {
        Failure(
            .permanent,
            .unsupportedMedia,
            "There is no picture to be made of a file of this kind.",
            evidence: evidence
        )
    }

    /// Sound without cover art, or a file without any track of picture or sound.
    static var withoutPicture: Failure {
        Failure(.permanent, .noPictures, "There is no picture in the file.")
    }

    /// The file is a still picture, or has one in it, that cannot be decoded.
    static func damagedPicture(_ evidence: String) -> Failure {
        Failure(
            .permanent,
            .damagedMedia,
            "The picture in the file is damaged: it cannot be decoded.",
            evidence: evidence
        )
    }

    /// A still picture was refused by its decoder.
    static func still(_ error: FFmpegError) -> Failure {
        switch error.code {
        case vignette_averror(ENOMEM): .outOfMemory(error)
        case vignette_averror_patchwelcome(): .unrecognised(error.description)
        default: .damagedPicture(error.description)
        }
    }

    /// The file is sound without cover art, and none of it can be decoded.
    static func damagedSound(_ evidence: String) -> Failure {
        Failure(.permanent, .damagedMedia, "The sound is damaged: it cannot be decoded.", evidence: evidence)
    }

    static func tooLargeFile(_ limit: Int64) -> Failure {
        Failure(
            .permanent,
            .limitExceeded,
            "The picture's file has more than the \(limit) bytes that a still picture may have here."
        )
    }
}
