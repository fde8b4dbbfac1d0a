// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Bytes that a tenant stored, once for each distinct content: what thumbnails are made of.
package struct Content: Hashable, Sendable, Codable {
    package var id: ID<Content>
    package var project: ID<Project>
    /// Lower-case hex.
    package var sha256: String
    package var blob: StoredBlob
    /// What it is, once a renderer looked at it.
    package var media: MediaInfo?
    package var created: Date

    package init(
        id: ID<Content>,
        project: ID<Project>,
        sha256: String,
        blob: StoredBlob,
        media: MediaInfo? = nil,
        created: Date
    ) {
        self.id = id
        self.project = project
        self.sha256 = sha256
        self.blob = blob
        self.media = media
        self.created = created
    }
}
