// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model

/// The rules that the replies of one job keep, checked by both ends.
///
/// At most one `media`, before any picture; pictures, made or missing, in the order of their index, from 0, no more than
/// were announced, each one made within its limits, whole by its first and last bytes, as large as its header says, and
/// of a time that is one;
/// `done` when one at least was
/// made and all were told of, or when a note tells why some are not owed after all; `elsewhere` before anything else.
package struct ReplySequence: Sendable {
    /// Most bytes of a text that a child may tell.
    package static let textLimit = 2048
    /// Most notes of one job.
    package static let noteLimit = 64

    private let pictureBytes: Int
    private let pictureLimit: Int
    private let format: PictureFormat
    /// Pictures announced, once they are.
    package private(set) var owed: Int?
    /// Pictures that came.
    package private(set) var pictures = 0
    /// Pictures that were told to be missing.
    private var missing = 0
    /// The index of the next picture.
    private var next: Int { pictures + missing }

    package init(for job: RenderRequest.Job, within limits: RenderLimits) {
        pictureBytes = limits.pictureBytes
        pictureLimit = job.pictureLimit
        format = job.format
    }

    /// Takes note of `reply`.
    ///
    /// - Throws: ``ProtocolViolation`` when it is not one that may come now.
    package mutating func accept(_ reply: RenderReply) throws(ProtocolViolation) {
        switch reply {
        case .media(let media, let owed): try accept(media, owed: owed)
        case .picture(let picture, let bytes): try accept(picture, bytes)
        case .missing(let missing): try accept(missing)
        case .done(let summary): try accept(summary)
        case .failed(let failure): try accept(failure)
        case .elsewhere:
            guard owed == nil else { throw ProtocolViolation("a redirection after the media facts") }
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
        if let document = media.document { try accept(document) }
        self.owed = owed
    }

    private func accept(_ document: MediaInfo.Document) throws(ProtocolViolation) {
        let names = document.substitutedFonts.flatMap { [$0.wanted, $0.used] }
        guard names.count <= 2 * Self.noteLimit, names.allSatisfy(Self.isName) else {
            throw ProtocolViolation("fonts beyond all measure")
        }
        guard document.pages >= 0, document.missingGlyphs >= 0 else { throw ProtocolViolation("less than no pages") }
    }

    /// Whether `text` can be the name of a font, in any script.
    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 256 && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// Holds the place of a picture against what was announced.
    private func accept(index: Int) throws(ProtocolViolation) {
        guard let owed else { throw ProtocolViolation("a picture before the media facts") }
        guard next < owed else { throw ProtocolViolation("more pictures than the \(owed) announced") }
        guard index == next else { throw ProtocolViolation("picture \(index) where \(next) was due") }
    }

    private mutating func accept(_ picture: MissingPicture) throws(ProtocolViolation) {
        try accept(index: picture.index)
        try accept(picture.failure)
        missing += 1
    }

    private mutating func accept(_ picture: Picture, _ bytes: Data) throws(ProtocolViolation) {
        try accept(index: picture.index)
        guard 1...65_535 ~= picture.width, 1...65_535 ~= picture.height else {
            throw ProtocolViolation("a picture of \(picture.width) by \(picture.height)")
        }
        guard picture.frame?.time.isSound ?? true else { throw ProtocolViolation("a picture of no time") }
        if let cover = picture.frame?.report?.cover {
            guard cover.candidates.allSatisfy(\.time.isSound) else { throw ProtocolViolation("a candidate of no time") }
            guard cover.candidates.count <= CoverChoice.candidateLimit,
                cover.candidates.allSatisfy({ $0.flaws.count <= CoverChoice.Flaw.allCases.count })
            else { throw ProtocolViolation("candidates beyond all measure") }
        }
        guard bytes.count <= pictureBytes else { throw ProtocolViolation("a picture of \(bytes.count) bytes") }
        guard format.isWhole(bytes) else { throw ProtocolViolation("a picture that is no whole \(format.rawValue)") }
        guard format.size(of: bytes) == PixelSize(width: picture.width, height: picture.height) else {
            throw ProtocolViolation("a picture of another size than it is said to have")
        }
        pictures += 1
    }

    private func accept(_ summary: RenderSummary) throws(ProtocolViolation) {
        guard let owed else { throw ProtocolViolation("done before the media facts") }
        let isComplete = next == owed || next < owed && !summary.notes.isEmpty
        guard isComplete, summary.pictures == pictures else {
            throw ProtocolViolation("done with \(pictures) pictures, telling \(summary.pictures), of \(owed)")
        }
        guard pictures > 0 || owed == 0 else { throw ProtocolViolation("done without a picture") }
        guard summary.notes.count <= Self.noteLimit,
            summary.notes.allSatisfy({ $0.utf8.count <= Self.textLimit })
        else { throw ProtocolViolation("notes beyond all measure") }
    }

    private func accept(_ failure: Failure) throws(ProtocolViolation) {
        guard failure.message.utf8.count <= Self.textLimit, (failure.evidence?.utf8.count ?? 0) <= Self.textLimit,
            (failure.field?.utf8.count ?? 0) <= Self.textLimit
        else { throw ProtocolViolation("a failure beyond all measure") }
        guard failure.code.isOfRenderer, failure.class != .transient, failure.precedent == nil else {
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
            .fetchFailed, .storageFull, .quarantined:
            false
        }
    }
}
