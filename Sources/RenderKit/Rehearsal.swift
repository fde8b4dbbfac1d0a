// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
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

    /// Has `Engine` do it in this process.
    ///
    /// - Returns: What was wrong; `nil` when all pictures were made.
    func run<Engine: RenderEngine>(on engine: Engine.Type) -> String? {
        do {
            guard let source = ByteSource(owning: try Descriptor(memoryFile: file).release()) else { return "no file" }
            let sink = RehearsalSink()
            guard case .done(let summary) = try Engine.render(job, from: source, within: RenderLimits(), to: sink)
            else {
                return "the file is of another renderer"
            }
            try sink.spell(.done(summary))
            return nil
        } catch {
            return "\(error)"
        }
    }
}

/// Spells replies as they would be sent, to nobody.
private struct RehearsalSink: RenderSink {
    func media(_ media: MediaInfo, owed: Int) throws(Failure) { try spell(.media(media, owed: owed)) }
    func picture(_ picture: Picture, _ bytes: Data) throws(Failure) { try spell(.picture(picture, bytes)) }
    func missing(_ picture: MissingPicture) throws(Failure) { throw picture.failure }

    func spell(_ reply: RenderReply) throws(Failure) {
        do throws(ProtocolViolation) {
            _ = try RenderFrame.encode(reply)
        } catch {
            throw Failure(.permanent, .internalError, "The renderer made a mistake.", evidence: error.description)
        }
    }
}
