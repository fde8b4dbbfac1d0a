// SPDX-License-Identifier: Apache-2.0

package import Model

/// What a client says of an asset that it is about to upload or have fetched.
package struct NewAsset: Sendable {
    package var title: String
    package var videoName: String
    /// Upper case: `MP4`, `MKV`, ...
    package var videoType: String
    package var description = ""
    package var categoryID = -1
    package var tags: [String] = []
    package var autoPublish = true
    /// Lower-case hex.
    package var expectedMD5: String?
    package var expectedCoverMD5: String?
    package var coverType: CoverType?
    package var subtitles: [Subtitle] = []
    package var snapshots: SnapshotOrder?

    package init(title: String, videoName: String, videoType: String) {
        self.title = title
        self.videoName = videoName
        self.videoType = videoType
    }
}
