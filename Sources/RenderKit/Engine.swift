// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
package import RenderProtocol

/// A family of decoders, as a renderer's child uses it.
package protocol RenderEngine {
    /// What the engine is made of, for the operator: a line for each library with its version and licence, then codecs.
    static func describe() -> [String]

    /// Prepares the library, once, in the zygote. It must not start a thread.
    static func warm()

    /// Renders `job` from `source`, sending each result as soon as it exists.
    ///
    /// - Throws: ``Failure`` when not all owed pictures could be made; what was sent before stays sent.
    static func render(
        _ job: RenderRequest.Job,
        from source: borrowing ByteSource,
        within limits: RenderLimits,
        to sink: any RenderSink
    ) throws(Failure) -> RenderSummary
}

/// Where an engine's results go.
package protocol RenderSink {
    /// Tells what the file is, and how many pictures will come.
    func media(_ media: MediaInfo, owed: Int) throws(Failure)
    /// Hands on one encoded picture.
    func picture(_ picture: Picture, _ bytes: Data) throws(Failure)
}
