// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
package import RenderProtocol

/// A family of decoders, as a renderer's child uses it.
package protocol RenderEngine {
    /// What the engine is made of, for the operator: a line for each library with its version and licence, then codecs
    /// or fonts; a line that begins with `missing` tells what an installation lacks.
    static func describe() -> [String]

    /// What its zygote and its children need beyond what all do.
    static var needs: EngineNeeds { get }

    /// Prepares the library, once, in the zygote. No thread that it starts may be left.
    static func warm()

    /// Small jobs that are done once in the zygote, after ``warm()``: what libraries and the runtime set up at first use,
    /// children then have.
    static var rehearsals: [Rehearsal] { get }

    /// Renders `job` from `source`, sending each result as soon as it exists.
    ///
    /// Where ``EngineNeeds/fileBytes`` allows files, the working directory is the job's own, empty at first, and removed
    /// with all that is in it when the child has ended.
    ///
    /// - Throws: ``Failure`` when not all owed pictures could be made; what was sent before stays sent.
    static func render(
        _ job: RenderRequest.Job,
        from source: borrowing ByteSource,
        within limits: RenderLimits,
        to sink: any RenderSink
    ) throws(Failure) -> RenderEnd
}

extension RenderEngine {
    package static var needs: EngineNeeds { EngineNeeds() }
    package static var rehearsals: [Rehearsal] { [] }
}

/// What an engine's processes need.
package struct EngineNeeds: Sendable, Hashable {
    /// Descriptors that a child may have open, its own five included.
    package var descriptors: UInt64
    /// Most bytes of one file that a child writes into its working directory; 0: it writes none.
    package var fileBytes: UInt64
    /// Whether a child keeps the descriptors that the library opened in the zygote.
    package var inheritsDescriptors: Bool
    /// Files and folders that a child reads beside the libraries of the system: absolute paths, which need not exist.
    package var paths: [String]
    /// What of the zygote's folder a child reads, by names within it.
    package var sharedFiles: [String]
    /// Whether the library makes so many kinds of system calls that only those are refused that attackers need;
    /// otherwise only those are let through that decoders need.
    package var isOffice: Bool

    package init(
        descriptors: UInt64 = 32,
        fileBytes: UInt64 = 0,
        inheritsDescriptors: Bool = false,
        paths: [String] = [],
        sharedFiles: [String] = [],
        isOffice: Bool = false
    ) {
        self.descriptors = descriptors
        self.fileBytes = fileBytes
        self.inheritsDescriptors = inheritsDescriptors
        self.paths = paths
        self.sharedFiles = sharedFiles
        self.isOffice = isOffice
    }

    /// Where the fonts of a system are, and what tells which is which.
    package static let fontPaths = [
        "/etc/fonts", "/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/fontconfig", "/var/cache/fontconfig",
    ]
}

/// How an engine is through with a job.
package enum RenderEnd {
    /// All that is owed was sent.
    case done(RenderSummary)
    /// Nothing was sent: the file is of a kind that another renderer reads.
    case elsewhere(RendererKind)
}

/// Where an engine's results go.
package protocol RenderSink {
    /// Tells what the file is, and how many pictures will come.
    func media(_ media: MediaInfo, owed: Int) throws(Failure)
    /// Hands on one encoded picture.
    func picture(_ picture: Picture, _ bytes: Data) throws(Failure)
    /// Tells that a picture cannot be made, while others can.
    func missing(_ picture: MissingPicture) throws(Failure)
}
