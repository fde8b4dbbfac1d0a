// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage
import RenderProtocol

/// What each cause of failure is called outside of the engine.
extension Failure {
    /// The file could not be opened or its headers not be read.
    static func opening(_ error: FFmpegError) -> Failure {
        guard !error.isOutOfMemory else { return outOfMemory(error) }
        return Failure(
            .permanent,
            .unsupportedMedia,
            "The file is not a video in a format that is supported.",
            evidence: error.description
        )
    }

    /// The file is a video, and its pictures cannot be decoded.
    static func damaged(_ evidence: String) -> Failure {
        Failure(.permanent, .damagedMedia, "The video is damaged: it cannot be decoded.", evidence: evidence)
    }

    /// The pictures around an instant cannot be decoded, those after it can.
    static func damaged(atMilliseconds instant: Int64, _ evidence: String) -> Failure {
        Failure(
            .permanent,
            .damagedMedia,
            "The video is damaged: it cannot be decoded at \(instant) ms.",
            evidence: evidence
        )
    }

    static func unknownCodec(_ name: String) -> Failure {
        Failure(.permanent, .unsupportedMedia, "The codec is not supported (\(name)).", evidence: name)
    }

    static var encrypted: Failure {
        Failure(.permanent, .encryptedMedia, "The video is encrypted.")
    }

    static var withoutVideo: Failure {
        Failure(.permanent, .noVideo, "The file has no video track.")
    }

    static var withoutPictures: Failure {
        Failure(.permanent, .noPictures, "All requested instants lie past the end of the video.")
    }

    static func tooManyPixels(_ limits: RenderLimits) -> Failure {
        .exceeding(.pixels, "The picture has more than the \(limits.pixels) pixels that are allowed")
    }

    static func tooManyStreams(_ limits: RenderLimits) -> Failure {
        .exceeding(.streams, "The file has more than the \(limits.streams) streams that are allowed")
    }

    static func tooManyBytes(_ limits: RenderLimits) -> Failure {
        .exceeding(.pictureBytes, "A picture's file has more than the \(limits.pictureBytes) bytes that are allowed")
    }

    static func outOfMemory(_ error: FFmpegError) -> Failure {
        .exceeding(
            .addressSpace,
            "The file takes more address space to render than is allowed",
            class: .resource,
            evidence: error.description
        )
    }

    /// A call failed that does not depend on what the file holds.
    static func library(_ error: FFmpegError) -> Failure {
        guard !error.isOutOfMemory else { return outOfMemory(error) }
        return Failure(
            .permanent,
            .internalError,
            "The picture could not be made.",
            evidence: error.description
        )
    }

    static func encoding(_ error: JPEGError) -> Failure {
        Failure(.permanent, .internalError, "The picture could not be made.", evidence: error.description)
    }
}
