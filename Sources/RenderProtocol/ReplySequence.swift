// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model

/// The rules that the replies of one job keep, checked by both ends.
///
/// At most one `media`, before any picture; pictures in the order of their index, from 0, no more than were announced,
/// each within its limits and a JPEG by its first and last bytes; `done` when all are there, or when a note tells why
/// some are not owed after all.
package struct ReplySequence: Sendable {
    /// Most bytes of a text that a child may tell.
    package static let textLimit = 2048
    /// Most notes of one job.
    package static let noteLimit = 64

    private let pictureBytes: Int
    private let pictureLimit: Int
    /// Pictures announced, once they are.
    package private(set) var owed: Int?
    /// Pictures that came.
    package private(set) var pictures = 0

    package init(for job: RenderRequest.Job, within limits: RenderLimits) {
        pictureBytes = limits.pictureBytes
        pictureLimit =
            switch job {
            case .snapshots(let spec): spec.pictureLimit
            }
    }

    /// Takes note of `reply`.
    ///
    /// - Throws: ``ProtocolViolation`` when it is not one that may come now.
    package mutating func accept(_ reply: RenderReply) throws(ProtocolViolation) {
        switch reply {
        case .media(let media, let owed): try accept(media, owed: owed)
        case .picture(let picture, let bytes): try accept(picture, bytes)
        case .done(let summary): try accept(summary)
        case .failed(let failure): try accept(failure)
        }
    }

    private mutating func accept(_ media: MediaInfo, owed: Int) throws(ProtocolViolation) {
        guard self.owed == nil else { throw ProtocolViolation("the media facts came twice") }
        guard 0...max(0, pictureLimit) ~= owed else { throw ProtocolViolation("\(owed) pictures announced") }
        for name in [media.container, media.video?.codec, media.audio?.codec].compactMap(\.self) {
            guard name.utf8.count <= 64, name.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) else {
                throw ProtocolViolation("a format's name that is no name")
            }
        }
        self.owed = owed
    }

    private mutating func accept(_ picture: Picture, _ bytes: Data) throws(ProtocolViolation) {
        guard let owed else { throw ProtocolViolation("a picture before the media facts") }
        guard pictures < owed else { throw ProtocolViolation("more pictures than the \(owed) announced") }
        guard picture.index == pictures else {
            throw ProtocolViolation("picture \(picture.index) where \(pictures) was due")
        }
        guard 1...65_535 ~= picture.width, 1...65_535 ~= picture.height else {
            throw ProtocolViolation("a picture of \(picture.width) by \(picture.height)")
        }
        guard bytes.count <= pictureBytes else { throw ProtocolViolation("a picture of \(bytes.count) bytes") }
        guard bytes.starts(with: [0xFF, 0xD8, 0xFF]), bytes.suffix(2).elementsEqual([0xFF, 0xD9]) else {
            throw ProtocolViolation("a picture that is no whole JPEG")
        }
        pictures += 1
    }

    private func accept(_ summary: RenderSummary) throws(ProtocolViolation) {
        guard let owed else { throw ProtocolViolation("done before the media facts") }
        let isComplete = pictures == owed || pictures > 0 && pictures < owed && !summary.notes.isEmpty
        guard isComplete, summary.pictures == pictures else {
            throw ProtocolViolation("done with \(pictures) pictures, telling \(summary.pictures), of \(owed)")
        }
        guard summary.notes.count <= Self.noteLimit,
            summary.notes.allSatisfy({ $0.utf8.count <= Self.textLimit })
        else { throw ProtocolViolation("notes beyond all measure") }
    }

    private func accept(_ failure: Failure) throws(ProtocolViolation) {
        guard failure.message.utf8.count <= Self.textLimit, (failure.evidence?.utf8.count ?? 0) <= Self.textLimit,
            (failure.field?.utf8.count ?? 0) <= Self.textLimit
        else { throw ProtocolViolation("a failure beyond all measure") }
        guard failure.code.isOfRenderer, failure.class != .transient else {
            throw ProtocolViolation("a failure that is not a renderer's: \(failure.code.rawValue)")
        }
    }
}

extension Failure.Code {
    /// Whether a child may answer it: what it says of a file, of a limit, of the job, or of itself.
    fileprivate var isOfRenderer: Bool {
        switch self {
        case .unsupportedMedia, .damagedMedia, .encryptedMedia, .noVideo, .noPictures, .limitExceeded,
            .deadlineExceeded, .invalidParameter, .notSupported, .internalError:
            true
        case .rendererCrashed, .rendererUnavailable, .assetNotFound, .taskNotFound, .pictureNotFound,
            .projectNotFound, .uploadNotFound, .uploadMissing, .digestMismatch, .stateConflict, .addressRefused,
            .fetchFailed, .storageFull:
            false
        }
    }
}
