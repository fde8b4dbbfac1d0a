// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model
import RenderProtocol

/// Writes replies to the job socket, each held against the rules first.
///
/// Writing blocks while the host is busy. A host that is gone ends the process, by SIGPIPE.
final class ReplySink: RenderSink {
    private let socket: Descriptor
    private var sequence: ReplySequence

    init(socket: consuming Descriptor, sequence: ReplySequence) {
        self.socket = socket
        self.sequence = sequence
    }

    func media(_ media: MediaInfo, owed: Int) throws(Failure) {
        try send(.media(media, owed: owed))
    }

    func picture(_ picture: Picture, _ bytes: Data) throws(Failure) {
        try send(.picture(picture, bytes))
    }

    func missing(_ picture: MissingPicture) throws(Failure) {
        var bounded = picture
        bounded.failure = Self.bounded(picture.failure)
        try send(.missing(bounded))
    }

    /// Tells that all is done.
    func done(_ summary: RenderSummary) throws(Failure) {
        var bounded = summary
        bounded.notes = summary.notes.prefix(ReplySequence.noteLimit).map(Self.bounded)
        try send(.done(bounded))
    }

    /// Tells whose file it is.
    func elsewhere(_ kind: RendererKind) throws(Failure) {
        try send(.elsewhere(kind))
    }

    /// Tells why there is no more.
    func failed(_ failure: Failure) {
        // What even the rules for a failure forbid is an engine's mistake: the host sees an end without a reply.
        try? send(.failed(Self.bounded(failure)))
    }

    private func send(_ reply: RenderReply) throws(Failure) {
        do throws(ProtocolViolation) {
            try sequence.accept(reply)
            let frame = try RenderFrame.encode(reply)
            write(frame.head)
            write(frame.payload)
        } catch {
            throw Failure(.permanent, .internalError, "The renderer made a mistake.", evidence: error.description)
        }
    }

    private func write(_ data: Data) {
        unsafe data.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
                let count = unsafe Glibc.write(socket.number, rest.baseAddress, rest.count)
                if count > 0 {
                    written += count
                } else if count == 0 || errno != EINTR {
                    _exit(0)
                }
            }
        }
    }

    private static func bounded(_ failure: Failure) -> Failure {
        var bounded = failure
        bounded.message = Self.bounded(failure.message)
        bounded.evidence = failure.evidence.map(Self.bounded)
        return bounded
    }

    /// As much of `text` as a reply may carry.
    private static func bounded(_ text: String) -> String {
        guard text.utf8.count > ReplySequence.textLimit else { return text }
        return String(decoding: text.utf8.prefix(ReplySequence.textLimit - 8), as: UTF8.self)
    }
}
