// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// What a renderer's child says, in this order: at most one `media`, any number of `picture` and `missing`, then `done`
/// or `failed`; or nothing but `elsewhere`.
///
/// A connection that ends without one of the last three is a crash.
package enum RenderReply: Sendable, Hashable {
    /// What the file is and how many pictures will come, as soon as both are known.
    case media(MediaInfo, owed: Int)
    /// A finished picture, as soon as it is made, in the order of ``Picture/index``.
    case picture(Picture, Data)
    /// A picture that is owed and cannot be made, in its place among the others.
    case missing(MissingPicture)
    /// All owed pictures were sent, but for those that were told to be missing.
    case done(RenderSummary)
    /// No further picture will come.
    case failed(Failure)
    /// The file is of a kind that another renderer reads.
    case elsewhere(RendererKind)
}

/// How a job ended.
package struct RenderSummary: Sendable, Codable, Hashable {
    /// Pictures made.
    package var pictures: Int
    /// What is worth telling: pictures left out by the limit, a damaged tail.
    package var notes: [String]
    /// What was fetched of the source, where it was one.
    ///
    /// Its host counts that: a child has no say in it.
    package var fetched: SourceUse?

    private enum CodingKeys: CodingKey {
        case pictures, notes
    }

    package init(pictures: Int, notes: [String]) {
        self.pictures = pictures
        self.notes = notes
    }
}
