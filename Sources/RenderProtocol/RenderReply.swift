// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// What a renderer's child says, in this order: at most one `media`, any number of `picture`, then `done` or `failed`.
///
/// A connection that ends without `done` or `failed` is a crash.
package enum RenderReply: Sendable, Hashable {
    /// What the file is and how many pictures will come, as soon as both are known.
    case media(MediaInfo, owed: Int)
    /// A finished JPEG, as soon as it is made, in the order of ``Picture/index``.
    case picture(Picture, Data)
    /// All owed pictures were sent.
    case done(RenderSummary)
    /// No further picture will come.
    case failed(Failure)
}

/// How a job ended.
package struct RenderSummary: Sendable, Codable, Hashable {
    /// Pictures made.
    package var pictures: Int
    /// What is worth telling: pictures left out by the limit, a damaged tail.
    package var notes: [String]

    package init(pictures: Int, notes: [String]) {
        self.pictures = pictures
        self.notes = notes
    }
}
