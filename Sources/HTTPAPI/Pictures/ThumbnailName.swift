// SPDX-License-Identifier: Apache-2.0

import Model

/// The name of a picture of a thumbnail task: `{index}.{suffix}`.
struct ThumbnailName: Hashable, CustomStringConvertible {
    var index: Int
    var suffix: String

    var description: String { "\(index).\(suffix)" }

    init(_ picture: StoredPicture) {
        index = picture.picture.index
        suffix = (PictureFormat(mediaType: picture.blob.mediaType) ?? .jpeg).suffix
    }

    /// Reads a name; `nil` when it is not exactly one.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[0]), String(index) == parts[0], index >= 0 else { return nil }
        self.index = index
        suffix = String(parts[1])
    }
}
