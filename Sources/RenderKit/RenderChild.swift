// SPDX-License-Identifier: Apache-2.0

import CSandbox
import Glibc
import Model
import RenderProtocol

/// The life of a confined child: one job, told in replies, then the end.
enum RenderChild<Engine: RenderEngine> {
    /// Does the job of `request` and ends the process, without running anything that was registered for its exit.
    static func run(_ request: RenderRequest) -> Never {
        let sink = ReplySink(
            socket: Descriptor(owning: VIGNETTE_CHILD_REPLY),
            sequence: ReplySequence(for: request.job, within: request.limits)
        )
        do {
            switch try render(request, to: sink) {
            case .done(let summary): try sink.done(summary)
            case .elsewhere(let kind): try sink.elsewhere(kind)
            }
        } catch {
            sink.failed(error)
        }
        _exit(0)
    }

    private static func render(_ request: RenderRequest, to sink: ReplySink) throws(Failure) -> RenderEnd {
        guard let source = ByteSource(owning: VIGNETTE_CHILD_INPUT) else {
            throw Failure(.permanent, .internalError, "The file cannot be read.", evidence: "not a regular file")
        }
        return try Engine.render(request.job, from: source, within: request.limits, to: sink)
    }
}
