// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import Glibc
import Model
package import RenderProtocol

/// A job on a file of our own, which an engine must be able to do.
package struct Rehearsal {
    private let job: RenderRequest.Job
    private let file: Data

    package init(job: RenderRequest.Job, file: Data) {
        self.job = job
        self.file = file
    }

    /// Has `Engine` do it in this process, all but that nobody is told.
    ///
    /// - Returns: What was wrong; `nil` when all pictures were made.
    package func run<Engine: RenderEngine>(on engine: Engine.Type) -> String? {
        let limits = RenderLimits()
        do {
            guard let source = ByteSource(owning: try Descriptor(memoryFile: file).release()) else { return "no file" }
            let replies = ReplySink(
                socket: Descriptor(owning: unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)),
                sequence: ReplySequence(for: job, within: limits)
            )
            let sink = RehearsalSink(replies: replies)
            guard case .done(let summary) = try Engine.render(job, from: source, within: limits, to: sink)
            else {
                return "the file is of another renderer"
            }
            try replies.done(summary)
            return nil
        } catch {
            return "\(error)"
        }
    }
}

/// Takes no excuse for a picture.
private struct RehearsalSink: RenderSink {
    let replies: ReplySink

    func media(_ media: MediaInfo, owed: Int) throws(Failure) { try replies.media(media, owed: owed) }
    func picture(_ picture: Picture, _ bytes: Data) throws(Failure) { try replies.picture(picture, bytes) }
    func missing(_ picture: MissingPicture) throws(Failure) { throw picture.failure }
}
